/// Octets as digits of 6, 5 or 4 bits (RFC 4648).
package struct BaseEncoding: Sendable {
  private let digits: [UInt8]
  private let bits: Int
  /// Digits of a whole group; encodings without padding have 1.
  private let group: Int
  private let ignoresCase: Bool

  package static let base64 = BaseEncoding(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6, group: 4)
  /// Section 7, without padding (RFC 5155 section 3.3).
  static let base32hex = BaseEncoding("0123456789ABCDEFGHIJKLMNOPQRSTUV", bits: 5, ignoresCase: true)
  static let hexadecimal = BaseEncoding("0123456789ABCDEF", bits: 4, ignoresCase: true)

  private init(_ digits: String, bits: Int, group: Int = 1, ignoresCase: Bool = false) {
    (self.digits, self.bits, self.group, self.ignoresCase) = (Array(digits.utf8), bits, group, ignoresCase)
  }

  /// Appends what the digits in `text` mean; false if they are no whole octets, or something else stands there.
  package func decode(_ text: Span<UInt8>, to data: inout [UInt8]) -> Bool {
    var end = text.count
    while group > 1, end > 0, text[end - 1] == UInt8(ascii: "="), text.count - end < 2 { end -= 1 }
    guard text.count % group == 0 else { return false }
    var (accumulator, pending) = (0, 0)
    for index in 0..<end {
      guard let value = value(text[index]) else { return false }
      (accumulator, pending) = ((accumulator << bits | value) & 0xFFFF, pending + bits)
      if pending >= 8 {
        pending -= 8
        data.append(UInt8(truncatingIfNeeded: accumulator >> pending))
      }
    }
    // What is left over is less than a digit and zero, else the last octet is cut.
    return pending < bits && accumulator & ((1 << pending) - 1) == 0
  }

  func encode(_ data: some Sequence<UInt8>) -> String {
    var (text, accumulator, pending) = ([UInt8](), 0, 0)
    for octet in data {
      (accumulator, pending) = ((accumulator << 8 | Int(octet)) & 0xFFFF, pending + 8)
      while pending >= bits {
        pending -= bits
        text.append(digits[accumulator >> pending & ((1 << bits) - 1)])
      }
    }
    if pending > 0 { text.append(digits[accumulator << (bits - pending) & ((1 << bits) - 1)]) }
    while text.count % group != 0 { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
  }

  private func value(_ octet: UInt8) -> Int? {
    digits.firstIndex(of: ignoresCase && octet &- 97 < 26 ? octet &- 32 : octet)
  }
}
