import DNSWire
import Primitives

/// The API writes an octet of a name or a value as `\ooo` in octal, a zone file as `\DDD` in decimal (Route 53 Developer
/// Guide, "DNS domain name format"; RFC 1035 section 5.1).
package enum OctalEscapes {
  /// What is wrong with text of the API.
  package struct Fault: Error, Sendable {
    package let message: String
  }

  /// A value of the API as a zone file writes it; what would be a comment or a parenthesis there is escaped.
  package static func zoneFileText(ofValue text: String) throws(Fault) -> [UInt8] {
    try zoneFileText(Array(text.utf8), hasQuotes: true)
  }

  /// A name of the API, absolute with or without its final dot.
  package static func name(_ text: String) throws(Fault) -> Name {
    let octets = try zoneFileText(Array(text.utf8), hasQuotes: false)
    do throws(Name.TextError) { return try Name(text: octets.span, relativeTo: .root).lowercased } catch {
      throw Fault(message: "\(error)")
    }
  }

  private static func zoneFileText(_ text: [UInt8], hasQuotes: Bool) throws(Fault) -> [UInt8] {
    var octets: [UInt8] = []
    var isQuoted = false
    var offset = 0
    while offset < text.count {
      let octet = text[offset]
      offset += 1
      switch octet {
      case UInt8(ascii: "\\"):
        guard offset < text.count, text[offset] >= 0x20 else {
          throw Fault(message: "a backslash must be followed by three octal digits or by another character")
        }
        if text[offset].isASCIIDigit {
          octets += decimalEscape(try octal(text, at: &offset))
        } else {
          octets += [octet, text[offset]]
          offset += 1
        }
      case 0x0A, 0x0D:
        throw Fault(message: "a line break is expected as \\012 or \\015")
      case UInt8(ascii: "\"") where hasQuotes:
        isQuoted.toggle()
        octets.append(octet)
      case UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "@"), UInt8(ascii: "\""):
        octets += isQuoted ? [octet] : [UInt8(ascii: "\\"), octet]
      default: octets.append(octet)
      }
    }
    return octets
  }

  private static func octal(_ text: [UInt8], at offset: inout Int) throws(Fault) -> UInt8 {
    let digits = text[offset..<min(offset + 3, text.count)]
    guard digits.count == 3, digits.allSatisfy({ (48...55).contains($0) }),
      let octet = UInt8(exactly: digits.reduce(0) { $0 << 3 | Int($1 &- 48) })
    else {
      throw Fault(
        message:
          "an octal escape \\000 to \\377 is expected, found \\\(String(decoding: digits, as: UTF8.self))")
    }
    offset += 3
    return octet
  }

  /// `\DDD`.
  package static func decimalEscape(_ octet: UInt8) -> [UInt8] {
    [UInt8(ascii: "\\"), 48 + octet / 100, 48 + octet / 10 % 10, 48 + octet % 10]
  }

  /// Zone-file text as the API prints it: `\DDD` in octal, and what is escaped outside quotes too.
  package static func apiText(ofZoneFileText text: String) -> String {
    let text = Array(text.utf8)
    var octets: [UInt8] = []
    var isQuoted = false
    var offset = 0
    while offset < text.count {
      let octet = text[offset]
      if octet == UInt8(ascii: "\\") {
        let isNumber = offset + 1 < text.count && text[offset + 1].isASCIIDigit
        let start = offset
        guard let value = text.span.masterFileOctet(at: &offset) else { break }
        octets += isNumber || !isQuoted ? octalEscape(value) : Array(text[start..<offset])
        continue
      }
      if octet == UInt8(ascii: "\"") { isQuoted.toggle() }
      octets.append(octet)
      offset += 1
    }
    return String(decoding: octets, as: UTF8.self)
  }

  /// `\ooo`.
  static func octalEscape(_ octet: UInt8) -> [UInt8] {
    [UInt8(ascii: "\\"), 48 + octet >> 6, 48 + octet >> 3 & 7, 48 + octet & 7]
  }
}

extension Name {
  /// As the API prints it: lower case, with its final dot, and everything but `a-z 0-9 - _` in octal.
  package var apiText: String {
    if isRoot { return "." }
    var text: [UInt8] = []
    for offset in labelOffsets {
      for octet in wire[(offset + 1)...(offset + Int(wire[offset]))] {
        text +=
          octet.asciiLowercased.isPlainInName ? [octet.asciiLowercased] : OctalEscapes.octalEscape(octet)
      }
      text.append(UInt8(ascii: "."))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Length octets are no letters: they are 63 at most.
  package var lowercased: Name { Name(wire: wire.map(\.asciiLowercased)) ?? self }
}

extension UInt8 {
  fileprivate var isPlainInName: Bool {
    isASCIIDigit || self &- 97 < 26 || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
  }
}
