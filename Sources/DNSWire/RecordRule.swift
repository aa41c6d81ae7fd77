/// A rule for the octets of RDATA beyond its fields: digests have lengths.
package enum RecordRule: Sendable {
  case delegationDigest, zoneDigest, oneOrTwoStrings

  /// What is expected instead; nil if `data` keeps the rule.
  package func violation(by data: Span<UInt8>) -> String? {
    switch self {
    case .delegationDigest:
      guard data.count >= 4, !(data.count == 5 && data[3] == 0) else { return nil }
      return length([1: 20, 2: 32, 3: 32, 4: 48][data[3]], "digest type \(data[3])", data.count - 4)
    case .zoneDigest:
      guard data.count >= 6 else { return nil }
      return data.count - 6 >= 12
        ? nil : "a digest of at least 12 octets is expected (RFC 8976 section 2.2.4)"
    case .oneOrTwoStrings:
      var (offset, count) = (0, 0)
      while offset < data.count { (offset, count) = (offset + 1 + Int(data[offset]), count + 1) }
      return count <= 2 ? nil : "one or two strings are expected, found \(count)"
    }
  }

  private func length(_ expected: Int?, _ kind: String, _ found: Int) -> String? {
    guard let expected, expected != found else { return nil }
    return "\(expected) octets are expected for \(kind), found \(found)"
  }
}
