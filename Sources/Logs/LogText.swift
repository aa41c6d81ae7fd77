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
    for digit in [octet >> 4, octet & 15] {
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") - 10 + digit)
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
