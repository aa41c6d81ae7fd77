import Authority
import DNSWire
import Primitives
import RateLimiting

/// Tells response-rate limiting what a response is and by which name it is counted: as NSD's `rrl_classify` does, all
/// made-up names that get one answer are one.
struct ResponseKind {
  let kind: ResponseRateLimiter.Kind
  /// A hash of the name it is counted by.
  let name: UInt64

  init(
    _ response: Response, query: borrowing Query, reply: Span<UInt8>, catalog: borrowing Catalog,
    hash: KeyedHash
  ) {
    let zone = UInt64(bitPattern: Int64(response.zone))
    let isReferral = reply.count >= WireLimits.headerOctets && reply[2] & 4 == 0
    let answers = reply.count >= WireLimits.headerOctets ? reply.bigEndianUInt16(at: 6) : 0
    switch response.code {
    case .noSuchName: (kind, name) = (.noSuchName, zone)
    case .noError where query.type == .any: (kind, name) = (.any, hash(query.name.span))
    case .noError where answers == 0 && isReferral:
      (kind, name) = (
        .referral, Self.owner(of: reply, query: query).map { hash(query.name.span.extracting($0...)) } ?? zone
      )
    case .noError where answers == 0: (kind, name) = (.noData, zone)
    case .noError:
      if response.zone >= 0, case .wildcard(let node) = catalog.zones[response.zone].lookUp(query.name) {
        (kind, name) = (.wildcard, zone << 40 ^ UInt64(node.offset))
      } else {
        (kind, name) = (.positive, hash(query.name.span))
      }
    default: (kind, name) = (.error, zone)
    }
  }

  /// Where in QNAME the owner of the first record behind the question begins: the cut, for a referral.
  private static func owner(of reply: Span<UInt8>, query: borrowing Query) -> Int? {
    let end = query.questionEnd
    guard end + 2 <= reply.count, reply[end] & 0xC0 == 0xC0 else { return nil }
    let start = Int(reply.bigEndianUInt16(at: end) & 0x3FFF) - WireLimits.headerOctets
    return (0..<query.name.count).contains(start) ? start : nil
  }
}
