import Primitives

/// A domain name: wire octets, uncompressed, case as written; equality ignores ASCII case (RFC 4343).
///
/// For configuration, tests and explanations. The path of a query works on octets in place (`FoldedName`).
public struct Name: Sendable {
  /// Length octets and labels, the root's empty label last: 1...255 octets.
  public let wire: [UInt8]

  public static let root = Name(uncheckedWire: [0])

  init(uncheckedWire wire: [UInt8]) { self.wire = wire }

  /// Takes over uncompressed wire octets; nil unless they are exactly one name.
  public init?(wire: [UInt8]) {
    guard Name.length(of: wire.span, at: 0) == wire.count else { return nil }
    self.wire = wire
  }

  /// The octets of the uncompressed name at `offset`; nil if it is malformed, compressed or leaves `bytes`.
  public static func length(of bytes: Span<UInt8>, at offset: Int) -> Int? {
    var position = offset
    while position < bytes.count {
      let label = Int(bytes[position])
      if label == 0 { return position + 1 - offset }
      guard label <= WireLimits.labelOctets else { return nil }
      position += label + 1
      guard position - offset < WireLimits.nameOctets else { return nil }
    }
    return nil
  }

  /// Labels, the root's not counted.
  public var labelCount: Int { labelOffsets.count }

  /// Where each label's length octet stands, leftmost first, the root's not counted.
  public var labelOffsets: [Int] {
    var offsets: [Int] = []
    var position = 0
    while wire[position] != 0 {
      offsets.append(position)
      position += Int(wire[position]) + 1
    }
    return offsets
  }

  public var isRoot: Bool { wire.count == 1 }

  /// The name without its leftmost label; nil for the root.
  public var parent: Name? {
    isRoot ? nil : Name(uncheckedWire: Array(wire[(Int(wire[0]) + 1)...]))
  }

  /// True for `ancestor` itself and every name below it.
  public func isSubdomain(of ancestor: Name) -> Bool {
    let start = wire.count - ancestor.wire.count
    guard start == 0 || labelOffsets.contains(start) else { return false }
    return wire.span.extracting(start..<wire.count).equalsIgnoringCase(ancestor.wire.span)
  }

  /// This name with `label` (1...63 octets) put before it; nil if that is too long.
  public func prepending(_ label: [UInt8]) -> Name? {
    guard (1...WireLimits.labelOctets).contains(label.count),
      label.count + 1 + wire.count <= WireLimits.nameOctets
    else { return nil }
    return Name(uncheckedWire: [UInt8(label.count)] + label + wire)
  }
}

extension Name: Hashable {
  public static func == (a: Name, b: Name) -> Bool { a.wire.span.equalsIgnoringCase(b.wire.span) }

  public func hash(into hasher: inout Hasher) {
    for octet in wire { hasher.combine(octet.asciiLowercased) }
  }
}
