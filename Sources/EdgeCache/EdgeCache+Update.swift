import HTTPCaching
import HTTPWire
import Primitives

// What a response says about copies other than its own: a HEAD describes the copy that a GET would bring, a successful
// unsafe request has changed what it names.

extension EdgeCache {
  /// RFC 9111 section 4.3.5. A copy that differs from what HEAD tells of is of no more use.
  func update(_ copy: StoredResponse, with head: borrowing ResponseHead, _ fetch: Fetch, now: Instant) {
    guard fetch.context.behavior.semantics.updatesFromHEAD, head.status == 200, copy.status == 200,
      copy.isInStore
    else { return }
    store.remove(copy)
    guard describes(head.fields, copy, now: now) else { return }
    let fresh = makeResponse(merged(copy, head), copy.body, nil, fetch, coding: copy.coding, now: now)
    if fresh.hasLifetime { insert(fresh, fetch) }
  }

  private func describes(_ fields: borrowing Fields, _ copy: StoredResponse, now: Instant) -> Bool {
    // Of a copy that the edge has compressed the origin knows neither the length nor the entity tag.
    if copy.coding == nil, let index = fields.first(.contentLength),
      fields.value(index).decimal != copy.body?.count
    {
      return false
    }
    let stored = copy.fields()
    for name in [FieldName.etag, .lastModified] {
      guard let new = fields.first(name), let old = stored.first(name) else { continue }
      let isSame =
        name == .etag && copy.coding != nil
        ? EntityTag.weaklyEqual(fields.value(new), stored.value(old))
        : fields.value(new).equals(stored.value(old))
      guard isSame else { return false }
    }
    return true
  }

  /// RFC 9111 section 4.4: what an unsafe request has named, and what its response names on the same host; whatever headers and
  /// cookies copies are keyed by. Fetches of the same that began before the response came are not stored and not joined.
  func invalidateTarget(of fetch: Fetch, _ head: borrowing ResponseHead) {
    guard fetch.method.isUnsafe, (200...399).contains(head.status) else { return }
    let target = fetch.context.request.target
    invalidate(target.span, fetch.context)
    for name in [FieldName.location, .contentLocation] {
      if let index = head.fields.first(name) { invalidate(head.fields.value(index), fetch.context) }
    }
    // What it brings itself is as new as can be.
    fetch.invalidationNumber = invalidations.number
  }

  private func invalidate(_ reference: Span<UInt8>, _ context: FetchContext) {
    guard buildKey(reference, context) else { return }
    let target = InvalidationTarget.keys(prefix: key.targetPrefix)
    _ = store.removeAll(target)
    invalidations.add(target)
  }

  /// Whether `Content-Location` is what was asked for.
  func namesTarget(_ head: borrowing ResponseHead, _ fetch: Fetch) -> Bool {
    guard fetch.method == .post, let index = head.fields.first(.contentLocation) else { return false }
    return buildKey(head.fields.value(index), fetch.context) && key.bytes == fetch.context.key
  }

  /// Makes the key of a GET for `reference` (RFC 3986 section 4.1), as it stands in the response to a request. False if
  /// that is on another host.
  private func buildKey(_ reference: Span<UInt8>, _ context: FetchContext) -> Bool {
    guard let asked = RequestTarget(of: context.request), key.takeHost(context.request, asked),
      let distribution = routes.find(key)
    else { return false }
    var request = context.request
    request.method = .get
    request.target = Self.resolved(reference, against: context.request.target[asked.path])
    guard let target = RequestTarget(of: request) else { return false }
    let host = key.host
    guard key.takeHost(request, target), key.host == host else { return false }
    key.takePath(request, target, rootObject: distribution.rootObject)
    key.build(request, target, key.behavior(in: distribution), for: nil, hash: keyHash)
    return true
  }

  /// A reference without scheme and host goes on from the last `/` of the path asked for (RFC 3986 section 5.2.3).
  private static func resolved(_ reference: Span<UInt8>, against path: ArraySlice<UInt8>) -> [UInt8] {
    let fragment = reference.firstIndex(of: UInt8(ascii: "#"), in: reference.indices) ?? reference.count
    let reference = reference.extracting(..<fragment)
    if RequestTarget(reference) != nil { return Array(copying: reference) }
    guard !reference.isEmpty else { return Array(path) }
    var merged = Array(path[...(path.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)])
    merged.append(span: reference)
    var normalized: [UInt8] = []
    PathNormalization.append(merged.span, to: &normalized)
    return normalized
  }
}

extension RequestHead.Method {
  /// RFC 9110 section 9.2.1. Methods not known may do anything.
  var isUnsafe: Bool {
    switch self {
    case .get, .head, .options: false
    case .put, .post, .patch, .delete, .other: true
    }
  }
}
