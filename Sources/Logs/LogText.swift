import HTTPWire
import Primitives

extension [UInt8] {
  /// Appends what came from outside as CloudFront's log has it: octets up to 32, from 127 on, and
  /// ``<>"#%{}|\^~[]`'`` percent-encoded. So a value breaks no line, no field and no JSON string.
  package mutating func append(logged value: Span<UInt8>) {
    for index in value.indices {
      let octet = value[index]
      if !isEscapedInLogs(octet) { append(octet) } else { append(escaped: octet) }
    }
  }

  private mutating func append(escaped octet: UInt8) {
    append(UInt8(ascii: "%"))
    append(hexadecimal: octet >> 4)
    append(hexadecimal: octet & 15)
  }

  private mutating func append(hexadecimal digit: UInt8) {
    append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") - 10 + digit)
  }

  /// Without a string in between, where it is an IPv4 address.
  mutating func append(_ address: IPAddress) {
    guard address.family == .v4 else { return append(contentsOf: address.description.utf8) }
    let bits = UInt32(truncatingIfNeeded: address.bits)
    for octet in (0..<4).reversed() {
      append(decimal: Int(bits >> UInt32(8 * octet) & 0xFF))
      if octet > 0 { append(UInt8(ascii: ".")) }
    }
  }

  /// Seconds to the millisecond, of nanoseconds; not below zero, for the wall clock may be set back.
  mutating func append(seconds nanoseconds: Int64) {
    let milliseconds = Int(Swift.max(0, nanoseconds) / 1_000_000)
    append(decimal: milliseconds / 1000)
    append(UInt8(ascii: "."))
    append(number: milliseconds % 1000, digits: 3)
  }
}

private func isEscapedInLogs(_ octet: UInt8) -> Bool {
  if octet <= 32 || octet >= 127 { return true }
  return switch octet {
  case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "%"),
    UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
    UInt8(ascii: "~"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "`"), UInt8(ascii: "'"):
    true
  default: false
  }
}
