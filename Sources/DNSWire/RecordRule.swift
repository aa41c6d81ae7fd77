/// A rule for the octets of RDATA beyond its fields: digests of a known kind have one length.
package enum RecordRule: Sendable {
  case delegationDigest, fingerprint, certificateAssociation, zoneDigest

  /// What is expected instead; nil if `data` keeps the rule.
  package func violation(by data: Span<UInt8>) -> String? {
    switch self {
    case .delegationDigest:
      guard data.count >= 4, !(data.count == 5 && data[3] == 0) else { return nil }
      return length([1: 20, 2: 32, 3: 32, 4: 48][data[3]], "digest type \(data[3])", data.count - 4)
    case .fingerprint:
      guard data.count >= 2 else { return nil }
      return length([1: 20, 2: 32][data[1]], "fingerprint type \(data[1])", data.count - 2)
    case .certificateAssociation:
      guard data.count >= 3 else { return nil }
      return length([1: 32, 2: 64][data[2]], "matching type \(data[2])", data.count - 3)
    case .zoneDigest:
      guard data.count >= 6 else { return nil }
      if data.count - 6 < 12 { return "a digest of at least 12 octets is expected (RFC 8976 section 2.2.4)" }
      return length([1: 48, 2: 64][data[5]], "hash algorithm \(data[5])", data.count - 6)
    }
  }

  private func length(_ expected: Int?, _ kind: String, _ found: Int) -> String? {
    guard let expected, expected != found else { return nil }
    return "\(expected) octets are expected for \(kind), found \(found)"
  }
}
