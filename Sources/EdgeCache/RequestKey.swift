import HTTPCaching
import HTTPWire
import Primitives
import SignedURLs

/// The parts of a request that choose its behaviour, its cache key and what the origin is asked; memory is reused
/// from request to request.
///
/// The key is the distribution's id and path, and what the cache policy selects. Each part is followed by its length,
/// so no two lists of parts give the same bytes:
///
/// ```
/// id | path as sent | query | each listed header | cookies | encodings | target (with rules) | member (Origin Shield of
/// a group's origin) | method (OPTIONS only)
/// ```
struct RequestKey: ~Copyable {
  /// Lower case, without port.
  private(set) var host: [UInt8] = []
  /// As sent, the default root object put in.
  private(set) var path: [UInt8] = []
  /// Query string as selected.
  private(set) var query: [UInt8] = []
  private(set) var hasQuery = false
  /// `a=1; b=2` as selected, sorted by name; empty for none.
  private(set) var cookies: [UInt8] = []
  private(set) var encoding = AcceptedEncoding.absent
  /// What a rule of the behaviour chose, or its own where none held; nil where it has none.
  private(set) var originTarget: CompiledTarget?
  private(set) var bytes: [UInt8] = []
  private(set) var hash: UInt64 = 0
  /// How all keys of this distribution, path and query begin.
  var targetPrefix: [UInt8] { Array(bytes[..<targetEnd]) }

  private var targetEnd = 0
  private var variance = Variance.Scratch()
  private var normalizedPath: [UInt8] = []
  private var allCookies: [UInt8] = []
  private var parts: [Range<Int>] = []

  // MARK: Host and path

  /// False if the request names no host.
  mutating func takeHost(_ request: borrowing RequestHead, _ target: RequestTarget) -> Bool {
    host.removeAll(keepingCapacity: true)
    if let authority = target.authority {
      takeHost(request.target.span.extracting(authority))
    } else if let index = request.fields.first(.host) {
      takeHost(request.fields.value(index))
    }
    return !host.isEmpty
  }

  /// Lower case, without port and without the root's dot.
  private mutating func takeHost(_ authority: Span<UInt8>) {
    var end = authority.count
    var index = end
    while index > 0, authority[index - 1].isASCIIDigit { index -= 1 }
    if index > 0, authority[index - 1] == UInt8(ascii: ":") { end = index - 1 }
    if end > 1, authority[end - 1] == UInt8(ascii: ".") { end -= 1 }
    host.append(span: authority.extracting(0..<end))
    var octets = host.mutableSpan
    for index in octets.indices { octets[index] = octets[index].asciiLowercased }
  }

  mutating func takePath(_ request: borrowing RequestHead, _ target: RequestTarget, rootObject: [UInt8]) {
    path.removeAll(keepingCapacity: true)
    let isRoot = target.path.count <= 1
    if isRoot, !rootObject.isEmpty {
      path.append(contentsOf: rootObject)
    } else if isRoot {
      path.append(UInt8(ascii: "/"))
    } else {
      path.append(span: request.target.span.extracting(target.path))
    }
    normalizedPath.removeAll(keepingCapacity: true)
    let raw = path
    if PathNormalization.isNeeded(raw.span) { PathNormalization.append(raw.span, to: &normalizedPath) }
  }

  /// For the choice of a behaviour.
  func behavior(in distribution: CompiledDistribution) -> CompiledBehavior {
    distribution.behavior(for: normalizedPath.isEmpty ? path.span : normalizedPath.span)
  }

  /// What the patterns are compared with.
  var matchedPath: [UInt8] { normalizedPath.isEmpty ? path : normalizedPath }

  /// `https://` and what was asked for. The port of plain HTTP says nothing about that of HTTPS.
  func httpsURL(_ request: borrowing RequestHead, _ target: RequestTarget) -> [UInt8] {
    var url = Array("https://".utf8)
    url.append(contentsOf: host)
    if target.path.isEmpty { url.append(UInt8(ascii: "/")) }
    url.append(contentsOf: request.target[target.path.lowerBound...])
    return url
  }

  // MARK: Copies

  /// Whether a request with these fields may have `response`, which is stored under its key.
  mutating func selects(_ response: StoredResponse, _ fields: borrowing Fields) -> Bool {
    response.variance?.matches(fields, &variance) ?? true
  }

  // MARK: Key

  mutating func build(
    _ request: borrowing RequestHead, _ target: RequestTarget, _ behavior: CompiledBehavior,
    for exchange: Exchange?, hash: KeyedHash
  ) {
    selectQuery(request, target, behavior.queryStrings, isSigned: behavior.signatures != nil)
    selectCookies(request.fields, behavior.cookies)
    encoding = AcceptedEncoding(request, gzip: behavior.gzip, br: behavior.br)
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: behavior.distributionID)
    endPart(from: 0)
    appendPart(path)
    if hasQuery { appendPart(query) } else { appendAbsence() }
    targetEnd = bytes.count
    for index in behavior.headers.indices {
      appendHeader(behavior.headers[index], of: request.fields, for: exchange)
    }
    appendPart(cookies)
    bytes.append(encoding == .identity ? 0 : encoding.rawValue)
    originTarget = nil
    if behavior.choosesOrigin {
      let chosen = behavior.target(for: request.fields)
      originTarget = chosen
      appendPart(chosen.id)
    }
    if let member = exchange?.tierRequest?.member, member != .any {
      appendPart(Array(member.rawValue.utf8))
    }
    if request.method == .options { bytes.append(1) }
    self.hash = hash(bytes.span)
  }

  private mutating func appendPart(_ part: [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: part)
    endPart(from: start)
  }

  private mutating func appendAbsence() {
    bytes.append(contentsOf: CollectionOfOne(0xFF))
    bytes.append(contentsOf: CollectionOfOne(0xFF))
    bytes.append(contentsOf: CollectionOfOne(0xFF))
  }

  /// Three octets of length: a request head is far below 2^24, and a length of all ones means absent.
  private mutating func endPart(from start: Int) {
    let count = bytes.count - start
    bytes.append(UInt8(truncatingIfNeeded: count >> 16))
    bytes.append(UInt8(truncatingIfNeeded: count >> 8))
    bytes.append(UInt8(truncatingIfNeeded: count))
  }

  /// Values of repeated lines are joined with a comma (RFC 9110 section 5.3).
  private mutating func appendHeader(
    _ header: CompiledBehavior.Header, of fields: borrowing Fields, for exchange: Exchange?
  ) {
    let start = bytes.count
    if let generated = header.generated {
      guard let exchange, generated.appendValue(for: exchange, to: &bytes) else { return appendAbsence() }
      return endPart(from: start)
    }
    var isFirst = true
    for index in fields.indices
    where fields.known(index) == header.known && fields.name(index).equalsIgnoringCase(header.name.span) {
      if !isFirst { bytes.append(", ") }
      bytes.append(span: fields.value(index))
      isFirst = false
    }
    if isFirst { appendAbsence() } else { endPart(from: start) }
  }

  // MARK: The origin request

  /// Query string and cookies as the origin gets them: keyed ones and those of the origin request policy, chosen and
  /// ordered by the same rules. Nil: no query string.
  mutating func forwarded(
    _ request: borrowing RequestHead, _ target: RequestTarget, _ behavior: CompiledBehavior
  ) -> (query: [UInt8]?, cookies: [UInt8]) {
    let keyed = (query, hasQuery, cookies)
    selectQuery(request, target, behavior.forwardedQueryStrings, isSigned: behavior.signatures != nil)
    selectCookies(request.fields, behavior.forwardedCookies)
    defer { (query, hasQuery, cookies) = keyed }
    return (hasQuery ? query : nil, cookies)
  }

  // MARK: Selections

  /// `&` alone separates; the order of the parameters stays. `isSigned`: those of a signature are the edge's.
  private mutating func selectQuery(
    _ request: borrowing RequestHead, _ target: RequestTarget, _ selection: NameSelection, isSigned: Bool
  ) {
    query.removeAll(keepingCapacity: true)
    hasQuery = false
    guard !selection.isNone, let range = target.query else { return }
    let all = request.target.span.extracting(range)
    if case .all = selection, !isSigned {
      hasQuery = true
      query.append(span: all)
      return
    }
    var start = 0
    while start < all.count {
      let end = all.firstIndex(of: UInt8(ascii: "&"), in: start..<all.count) ?? all.count
      let nameEnd = all.firstIndex(of: UInt8(ascii: "="), in: start..<end) ?? end
      if end > start, selection.contains(all.extracting(start..<nameEnd)),
        !(isSigned && SignatureParameters.Part(parameter: all.extracting(start..<nameEnd)) != nil)
      {
        if hasQuery { query.append(UInt8(ascii: "&")) }
        query.append(span: all.extracting(start..<end))
        hasQuery = true
      }
      start = end + 1
    }
  }

  private mutating func selectCookies(_ fields: borrowing Fields, _ selection: NameSelection) {
    cookies.removeAll(keepingCapacity: true)
    guard !selection.isNone, fields.contains(.cookie) else { return }
    joinCookieLines(fields)
    parts.removeAll(keepingCapacity: true)
    var start = 0
    while start < allCookies.count, parts.count < Limits.listedParts {
      let end =
        allCookies.span.firstIndex(of: UInt8(ascii: ";"), in: start..<allCookies.count) ?? allCookies.count
      let cookie = allCookies.span.trimmed(start..<end)
      if !cookie.isEmpty, selection.contains(allCookies.span.extracting(nameRange(cookie))) {
        insertSorted(cookie)
      }
      start = end + 1
    }
    for index in parts.indices {
      if index > 0 { cookies.append("; ") }
      cookies.append(contentsOf: allCookies[parts[index]])
    }
  }

  private mutating func joinCookieLines(_ fields: borrowing Fields) {
    allCookies.removeAll(keepingCapacity: true)
    for index in fields.indices where fields.known(index) == .cookie {
      if !allCookies.isEmpty { allCookies.append(UInt8(ascii: ";")) }
      allCookies.append(span: fields.value(index))
    }
  }

  private func nameRange(_ cookie: Range<Int>) -> Range<Int> {
    cookie.lowerBound..<(allCookies.span.firstIndex(of: UInt8(ascii: "="), in: cookie) ?? cookie.upperBound)
  }

  /// By name; equal names keep their order.
  private mutating func insertSorted(_ cookie: Range<Int>) {
    var place = parts.count
    while place > 0, isName(of: cookie, before: parts[place - 1]) { place -= 1 }
    parts.insert(cookie, at: place)
  }

  private func isName(of a: Range<Int>, before b: Range<Int>) -> Bool {
    let (a, b) = (nameRange(a), nameRange(b))
    for offset in 0..<min(a.count, b.count) {
      let (x, y) = (allCookies[a.lowerBound + offset], allCookies[b.lowerBound + offset])
      if x != y { return x < y }
    }
    return a.count < b.count
  }
}
