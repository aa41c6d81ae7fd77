import HTTPCaching
import ObjectFile
import Primitives

/// A stored response but its body as octets, and back: what a restart needs to go on with it. Not among them are what
/// depends on the run (hashes, slots) or is made at first use.
///
/// ```
/// status, 2 | marks, 2 | response time, 8 | fresh until, 8 | initial age, stale while revalidate, if error, if
/// unreachable, shared lines, key, head, variance: 4 each | key | head | variance
/// ```
enum ColdFacts {
  /// What of the marks is of the response, not of its place in a store.
  private static let kept: StoredFacts.Marks = [
    .hasLifetime, .mayRevalidate, .forbidsStale, .isImmutable, .hasAge, .hasValidator, .forwardsCookies,
    .coalescesRanges, .isGzip, .isBrotli,
  ]

  static func octets(of response: StoredResponse) -> [UInt8] {
    let facts = response.facts.pointee
    let variance = response.variance?.octets ?? []
    var octets: [UInt8] = []
    octets.append(littleEndian: facts.status)
    octets.append(littleEndian: facts.marks.intersection(kept).rawValue)
    octets.append(littleEndian: facts.responseTime.nanosecondsSinceEpoch)
    octets.append(littleEndian: facts.freshUntil.nanosecondsSinceEpoch)
    for value in [
      facts.initialAge, facts.staleWhileRevalidate, facts.staleIfError, facts.staleIfUnreachable,
      facts.sharedLinesEnd, facts.keyCount, facts.headCount, UInt32(variance.count),
    ] {
      octets.append(littleEndian: value)
    }
    octets.append(span: response.key)
    octets.append(span: response.head)
    octets += variance
    return octets
  }

  /// The response with `body`; nil if the octets are none of `octets(of:)`.
  static func response(_ octets: Span<UInt8>, _ body: ColdBody) -> StoredResponse? {
    var offset = 0
    guard let status = octets.integer(UInt16.self, at: &offset), (100...999).contains(status),
      let marks = octets.integer(UInt16.self, at: &offset), kept.isSuperset(of: .init(rawValue: marks)),
      let responseTime = octets.integer(Int64.self, at: &offset),
      let freshUntil = octets.integer(Int64.self, at: &offset),
      let initialAge = octets.integer(UInt32.self, at: &offset),
      let staleWhileRevalidate = octets.integer(UInt32.self, at: &offset),
      let staleIfError = octets.integer(UInt32.self, at: &offset),
      let staleIfUnreachable = octets.integer(UInt32.self, at: &offset),
      let sharedLinesEnd = octets.integer(UInt32.self, at: &offset),
      let keyCount = octets.integer(UInt32.self, at: &offset),
      let headCount = octets.integer(UInt32.self, at: &offset),
      let varianceCount = octets.integer(UInt32.self, at: &offset),
      Int(keyCount) + Int(headCount) + Int(varianceCount) == octets.count - offset, keyCount > 0,
      sharedLinesEnd <= headCount
    else { return nil }
    let key = octets.extracting(offset..<offset + Int(keyCount))
    offset += Int(keyCount)
    let head = octets.extracting(offset..<offset + Int(headCount))
    offset += Int(headCount)
    guard isHead(head) else { return nil }
    let extras = StoredExtras()
    extras.body = ResponseBody(body)
    if varianceCount > 0 {
      guard let variance = Variance(octets: octets.extracting(offset..<octets.count)) else { return nil }
      extras.variance = variance
    }
    var facts = StoredFacts(
      status: status, marks: .init(rawValue: marks),
      responseTime: Instant(nanosecondsSinceEpoch: responseTime),
      freshUntil: Instant(nanosecondsSinceEpoch: freshUntil), initialAge: initialAge,
      staleWhileRevalidate: staleWhileRevalidate, staleIfError: staleIfError,
      staleIfUnreachable: staleIfUnreachable)
    facts.sharedLinesEnd = sharedLinesEnd
    facts.extras = extras
    return StoredResponse.make(facts, key: key, head: head)
  }

  /// Lines as `HeadLines` reads them: each ends with CRLF, and has neither octet elsewhere.
  private static func isHead(_ head: Span<UInt8>) -> Bool {
    guard head.hasPrefixIgnoringCase("HTTP/1.1 "), head.count >= 2, head[head.count - 1] == 10 else {
      return false
    }
    for index in head.indices {
      if head[index] == 13, index + 1 == head.count || head[index + 1] != 10 { return false }
      if head[index] == 10, head[index - 1] != 13 { return false }
    }
    return true
  }
}
