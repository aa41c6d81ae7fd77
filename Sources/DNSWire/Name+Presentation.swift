import Primitives

extension Name: CustomStringConvertible, LosslessStringConvertible {
  /// Why text is not a name.
  package enum TextError: Error, Equatable, Sendable, CustomStringConvertible {
    case empty, emptyLabel, labelTooLong, nameTooLong, badEscape

    package var description: String {
      switch self {
      case .empty: "a name is expected, found nothing"
      case .emptyLabel: "the name has an empty label"
      case .labelTooLong: "the name has a label of more than 63 octets"
      case .nameTooLong: "the name has more than 255 octets"
      case .badEscape:
        "a backslash must be followed by three decimal digits up to 255, or by another character"
      }
    }
  }

  /// Absolute text with a dot at the end; octets that are special or unprintable escaped (RFC 1035 section 5.1).
  public var description: String {
    if isRoot { return "." }
    var text = ""
    for offset in labelOffsets {
      for octet in wire[(offset + 1)...(offset + Int(wire[offset]))] {
        text += octet.masterFileText(escaping: Self.special)
      }
      text += "."
    }
    return text
  }

  private static let special: [UInt8] = Array(".\\\"();@$".utf8)

  /// Reads a name; one without a dot at the end is taken as absolute too.
  public init?(_ text: String) {
    try? self.init(text: Array(text.utf8).span, relativeTo: .root)
  }

  /// Reads master-file text; a name without a dot at the end continues with `origin`, and `@` is the origin.
  package init(text: Span<UInt8>, relativeTo origin: Name) throws(TextError) {
    var wire: [UInt8] = []
    try Self.append(text, relativeTo: origin, to: &wire)
    self.init(uncheckedWire: wire)
  }

  /// Appends the wire form of master-file text to `wire`; on error `wire` is as it was.
  package static func append(
    _ text: Span<UInt8>, relativeTo origin: Name, to wire: inout [UInt8]
  ) throws(TextError) {
    let start = wire.count
    do throws(TextError) {
      try appendLabels(text, relativeTo: origin, to: &wire)
      if wire.count - start > WireLimits.nameOctets { throw .nameTooLong }
    } catch {
      wire.removeSubrange(start...)
      throw error
    }
  }

  private static func appendLabels(
    _ text: Span<UInt8>, relativeTo origin: Name, to wire: inout [UInt8]
  ) throws(TextError) {
    guard !text.isEmpty else { throw .empty }
    if text.count == 1, text[0] == UInt8(ascii: "@") { return wire.append(contentsOf: origin.wire) }
    if text.count == 1, text[0] == UInt8(ascii: ".") { return wire.append(0) }
    var lengthPosition = wire.count
    wire.append(0)
    var offset = 0
    var endsWithDot = false
    while offset < text.count {
      let octet = text[offset]
      endsWithDot = octet == UInt8(ascii: ".")
      if endsWithDot {
        if wire.count - lengthPosition == 1 { throw .emptyLabel }
        wire[lengthPosition] = UInt8(wire.count - lengthPosition - 1)
        lengthPosition = wire.count
        wire.append(0)
        offset += 1
        continue
      }
      guard let value = text.masterFileOctet(at: &offset) else { throw .badEscape }
      wire.append(value)
      if wire.count - lengthPosition > WireLimits.labelOctets + 1 { throw .labelTooLong }
    }
    if endsWithDot { return }
    wire[lengthPosition] = UInt8(wire.count - lengthPosition - 1)
    wire.append(contentsOf: origin.wire)
  }
}

extension Span where Element == UInt8 {
  /// The octet that master-file text means at `offset`, `\DDD` and `\X` resolved; moves past it. Nil: a bad escape.
  package func masterFileOctet(at offset: inout Int) -> UInt8? {
    let octet = self[offset]
    offset += 1
    guard octet == UInt8(ascii: "\\") else { return octet }
    guard offset < count else { return nil }
    let next = self[offset]
    offset += 1
    guard next.isASCIIDigit else { return next }
    guard offset + 1 < count, self[offset].isASCIIDigit, self[offset + 1].isASCIIDigit else { return nil }
    let value = Int(next &- 48) * 100 + Int(self[offset] &- 48) * 10 + Int(self[offset + 1] &- 48)
    offset += 2
    return UInt8(exactly: value)
  }
}

extension UInt8 {
  /// The octet as a master file writes it: `\X` for the octets in `escaping`, `\DDD` for unprintable ones.
  func masterFileText(escaping: [UInt8]) -> String {
    if escaping.contains(self) { return "\\" + String(UnicodeScalar(self)) }
    if self > 0x20, self < 0x7F { return String(UnicodeScalar(self)) }
    return "\\" + digits(3)
  }
}
