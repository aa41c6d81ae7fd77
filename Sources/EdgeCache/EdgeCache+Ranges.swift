import HTTPCaching
import HTTPWire
import Primitives

// Range requests (RFC 9110 section 14), answered from a response that is there or on its way.

extension EdgeCache {
  /// What `exchange` gets of `response`: all of it unless it is a 200 to GET whose length is known, and the request
  /// names ranges under a condition that holds. Of a part that is not what was asked for, all that is there.
  func ranges(of exchange: Exchange, _ response: StoredResponse, now: Instant) -> RangeSelection {
    if let part = response.part {
      let asked = ByteRangeSet(exchange.request.fields)?.octets(of: part)
      return .one(asked ?? part.range)
    }
    guard exchange.request.fields.contains(.range), response.status == 200, exchange.request.method == .get,
      exchange.errorPage == nil,
      let body = response.body, let length = body.expectedCount,
      let ranges = ByteRangeSet(exchange.request.fields), meetsIfRange(exchange.request, response, now: now)
    else { return .whole }
    let selection = RangeSelection(ranges, length: length, coalesces: response.coalescesRanges)
    // A body on its way has one reading position for each viewer.
    if case .several = selection, !body.isComplete { return .whole }
    return selection
  }

  func meetsIfRange(_ request: borrowing RequestHead, _ response: StoredResponse, now: Instant) -> Bool {
    return IfRange.holds(
      request.fields, entityTag: response.head.extracting(response.entityTag ?? 0..<0),
      lastModified: response.lastModifiedSeconds,
      date: response.responseTime.secondsSinceEpoch - min(response.initialAge, .max / 2), now: now)
  }

  /// 206 with one range.
  func send(
    _ range: Range<Int>, of response: StoredResponse, to exchange: Exchange, _ firstViewerLines: [UInt8],
    now: Instant
  ) {
    let length = response.completeLength ?? range.upperBound
    let start = response.part?.range.lowerBound ?? 0
    exchange.status = 206
    (exchange.body, exchange.framing) = (response.body, .length(range.count))
    (exchange.bodyOffset, exchange.bodyEnd) = (range.lowerBound - start, range.upperBound - start)
    writePartialHead(of: exchange, response, firstViewerLines, now: now) { head in
      head.append(contentRange: range, of: length)
      head.append(fieldLine: "Content-Length", decimal: range.count)
    }
  }

  /// 206 with several ranges.
  func send(
    _ ranges: [Range<Int>], of response: StoredResponse, to exchange: Exchange, _ firstViewerLines: [UInt8],
    now: Instant
  ) {
    let type = response.contentType()
    var boundary: [UInt8] = []
    identity.appendRequestID(to: &boundary)
    boundary.removeLast(2)  // `==` would have to be quoted
    let multipart = MultipartByteRanges(
      ranges, of: response.body?.count ?? 0, contentType: type.span, boundary: boundary)
    exchange.status = 206
    (exchange.body, exchange.framing) = (response.body, .length(multipart.count))
    exchange.parts = multipart.parts[...]
    if let first = exchange.parts.popFirst() { exchange.begin(first) }
    writePartialHead(of: exchange, response, without: .contentType, firstViewerLines, now: now) { head in
      head.append("Content-Type: multipart/byteranges; boundary=")
      head.append(contentsOf: boundary)
      head.append("\r\n")
      head.append(fieldLine: "Content-Length", decimal: multipart.count)
    }
  }
}

// MARK: Parts

extension EdgeCache {
  /// Whether a response stored under the key of a request may answer it: a part only if it is fresh and has all that
  /// was asked for.
  func suits(_ request: borrowing RequestHead, _ response: StoredResponse, now: Instant) -> Bool {
    if let part = response.part {
      guard request.method == .get, response.isFresh(at: now),
        ByteRangeSet(request.fields)?.octets(of: part) != nil,
        meetsIfRange(request, response, now: now)
      else { return false }
    }
    return key.selects(response, request.fields)
  }

  /// The range to ask the origin for in place of the whole object: one range, where there is no copy to confirm. What
  /// begins with the first octet and goes to the end is the whole; several ranges would come as one body.
  func rangeToFetch(
    _ request: borrowing RequestHead, _ behavior: CompiledBehavior, stale: StoredResponse?
  ) -> ByteRangeSpec? {
    guard request.fields.contains(.range), request.method == .get, stale == nil,
      behavior.caches(.get), !behavior.isCachingDisabled, let set = ByteRangeSet(request.fields),
      set.others.isEmpty, set.first != .octets(first: 0, last: .max)
    else { return nil }
    return set.first
  }

  /// Under which a fetch of `range` is found by those who want the same of the same key. A request with `If-Range` may
  /// get the whole, and neither finds one nor is found.
  func flightHash(_ hash: UInt64, _ range: ByteRangeSpec?) -> UInt64 {
    switch range {
    case nil: hash
    case .octets(let first, let last):
      hash ^ (UInt64(first) &* 0x9E37_79B9_7F4A_7C15) ^ (UInt64(last) &* 0xD6E8_FEB8_6659_FD93) ^ 1
    case .suffix(let count): hash ^ (UInt64(count) &* 0xA24B_AED4_963E_E407) ^ 2
    }
  }

  /// Puts a complete response into the store: a part together with what it continues or overlaps.
  func keep(_ response: StoredResponse, _ fetch: Fetch) {
    guard response.part != nil else { return pack(response, fetch) }
    let others = store.all(fetch.context.key, hash: fetch.context.hash)
    guard !others.contains(where: { $0.part == nil && response.isSameRepresentation(as: $0) }) else { return }
    var kept = response
    for other in others {
      guard let combined = combine(kept, other) else { continue }
      store.remove(other)
      kept = combined
    }
    pack(kept, fetch)
  }

  private func pack(_ response: StoredResponse, _ fetch: Fetch) {
    put(packed(response, fetch), hash: fetch.context.hash)
  }

  /// As it is stored under the key of the request.
  func packed(_ response: StoredResponse, _ fetch: Fetch) -> StoredResponse {
    response.packed(
      under: fetch.context.key, apartFrom: smallestApart, fetch.context.behavior.responseHeaders)
  }

  /// RFC 9111 section 3.4. The fields are those of `new`. Nil if the two leave a gap, are not of one representation, or
  /// `old` is no part.
  private func combine(_ new: StoredResponse, _ old: StoredResponse) -> StoredResponse? {
    guard let part = new.part, let other = old.part, let length = part.length, new.variance == old.variance,
      new.isSameRepresentation(as: old), let body = new.body, let otherBody = old.body,
      part.range.lowerBound <= other.range.upperBound, other.range.lowerBound <= part.range.upperBound
    else { return nil }
    let lower = min(part.range.lowerBound, other.range.lowerBound)
    let upper = max(part.range.upperBound, other.range.upperBound)
    guard upper - lower <= largestObject else { return nil }
    let isOldFirst = other.range.lowerBound <= part.range.lowerBound
    let (first, second) = isOldFirst ? (otherBody.inBlocks(), body) : (body.inBlocks(), otherBody)
    let (head, tail) = isOldFirst ? (other.range, part.range) : (part.range, other.range)
    first.extend(with: second, from: head.upperBound - tail.lowerBound)
    let isWhole = lower == 0 && upper == length
    return new.with(first, part: isWhole ? nil : ContentRange(lower..<upper, of: length))
  }
}

extension ByteRangeSet {
  /// What one range names of a representation of which `part` is known; nil if that is not among the octets of the part.
  func octets(of part: ContentRange) -> Range<Int>? {
    guard others.isEmpty, let length = part.length, let range = first.resolved(in: length), !range.isEmpty,
      part.range.lowerBound <= range.lowerBound, range.upperBound <= part.range.upperBound
    else { return nil }
    return range
  }
}
