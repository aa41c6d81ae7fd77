/// An IPv4 or IPv6 address.
public struct IPAddress: Hashable, Comparable, Sendable, BitwiseCopyable, CustomStringConvertible {
  public enum Family: UInt8, Sendable, BitwiseCopyable { case v4 = 1, v6 = 2 }  // the numbers of RFC 7871

  public let family: Family
  /// The address as a number, most significant bit first; an IPv4 address fills the low 32 bits.
  public let bits: UInt128

  @inlinable public init(family: Family, bits: UInt128) { (self.family, self.bits) = (family, bits) }
  public init(v4 bits: UInt32) { (family, self.bits) = (.v4, UInt128(bits)) }
  public init(v6 bits: UInt128) { (family, self.bits) = (.v6, bits) }

  /// 32 or 128.
  @inlinable public var bitWidth: Int { family == .v4 ? 32 : 128 }

  public static func < (a: IPAddress, b: IPAddress) -> Bool {
    a.family == b.family ? a.bits < b.bits : a.family.rawValue < b.family.rawValue
  }

  /// Reads dotted-quad IPv4 (four decimal numbers, no leading zeros) or RFC 4291 section 2.2 IPv6 text.
  public init?(_ text: some StringProtocol) {
    if text.utf8.contains(UInt8(ascii: ":")) {
      guard let bits = Self.v6Bits(text) else { return nil }
      self.init(v6: bits)
    } else {
      guard let bits = Self.v4Bits(text) else { return nil }
      self.init(v4: bits)
    }
  }

  /// Network order octets: 4 or 16.
  public var octets: [UInt8] {
    (0..<bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: bits >> UInt128($0 * 8)) }
  }

  /// Canonical text: dotted quad, or RFC 5952.
  public var description: String {
    if family == .v4 { return octets.map(String.init).joined(separator: ".") }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128((7 - $0) * 16)) }
    if bits >> 32 == 0xFFFF { return "::ffff:\(IPAddress(v4: UInt32(truncatingIfNeeded: bits)))" }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(best.count, 1) { best = start..<end }
      start = end + 1
    }
    func join(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    return best.isEmpty ? join(0..<8) : "\(join(0..<best.lowerBound))::\(join(best.upperBound..<8))"
  }

  private static func v4Bits(_ text: some StringProtocol) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard !part.isEmpty, part.utf8.allSatisfy(\.isASCIIDigit), part.count <= 3, let octet = UInt8(part),
        part.count == 1 || part.first != "0"
      else { return nil }
      bits = bits << 8 | UInt32(octet)
    }
    return bits
  }

  private static func v6Bits(_ text: some StringProtocol) -> UInt128? {
    let halves = text.components(separatedByDoubleColon: ())
    guard let halves else { return nil }
    guard let head = groups(halves.head, last: halves.tail == nil) else { return nil }
    guard let tailText = halves.tail else { return head.count == 8 ? number(head) : nil }
    guard let tail = groups(tailText, last: true), head.count + tail.count <= 7 else { return nil }
    return number(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
  }

  private static func number(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | UInt128($1) }
  }

  /// The groups of one side of `::`; the last group of the address may be a dotted quad.
  private static func groups(_ text: String, last: Bool) -> [UInt16]? {
    if text.isEmpty { return [] }
    var groups: [UInt16] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if last, index == parts.count - 1, part.contains(".") {
        guard let quad = v4Bits(part) else { return nil }
        groups += [UInt16(quad >> 16), UInt16(truncatingIfNeeded: quad)]
      } else {
        guard (1...4).contains(part.count), part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16)
        else { return nil }
        groups.append(group)
      }
    }
    return groups
  }
}

extension StringProtocol {
  /// The sides of the only `::`, the whole as `head` without one, nil with two.
  fileprivate func components(separatedByDoubleColon: Void) -> (head: String, tail: String?)? {
    let text = String(self)
    guard let first = text.firstRange(of: "::") else { return (text, nil) }
    let tail = String(text[first.upperBound...])
    if tail.contains("::") || tail.hasPrefix(":") { return nil }
    return (String(text[..<first.lowerBound]), tail)
  }
}
