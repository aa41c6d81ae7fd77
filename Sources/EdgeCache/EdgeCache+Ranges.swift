import HTTPCaching
import HTTPWire
import Primitives

// Range requests (RFC 9110 section 14), answered from a response that is there or on its way.

extension EdgeCache {
  /// What `exchange` gets of `response`: all of it unless it is a 200 to GET whose length is known, and the request
  /// names ranges under a condition that holds.
  func ranges(of exchange: Exchange, _ response: StoredResponse, now: Instant) -> RangeSelection {
    guard exchange.request.fields.contains(.range), response.status == 200, exchange.request.method == .get,
      exchange.errorPage == nil,
      let body = response.body, let length = body.expectedCount,
      let ranges = ByteRangeSet(exchange.request.fields), meetsIfRange(exchange, response, now: now)
    else { return .whole }
    let selection = RangeSelection(ranges, length: length, coalesces: response.coalescesRanges)
    // A body on its way has one reading position for each viewer.
    if case .several = selection, !body.isComplete { return .whole }
    return selection
  }

  private func meetsIfRange(_ exchange: Exchange, _ response: StoredResponse, now: Instant) -> Bool {
    let head = response.head
    return IfRange.holds(
      exchange.request.fields, entityTag: head.span.extracting(response.entityTag ?? 0..<0),
      lastModified: response.lastModifiedSeconds,
      date: response.responseTime.secondsSinceEpoch - min(response.initialAge, .max / 2), now: now)
  }

  /// 206 with one range.
  func send(
    _ range: Range<Int>, of response: StoredResponse, to exchange: Exchange, _ firstViewerLines: [UInt8],
    now: Instant
  ) {
    let length = response.body?.expectedCount ?? range.upperBound
    exchange.status = 206
    (exchange.body, exchange.framing) = (response.body, .length(range.count))
    (exchange.bodyOffset, exchange.bodyEnd) = (range.lowerBound, range.upperBound)
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
