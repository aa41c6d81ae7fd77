import Primitives
import Route53

/// Undoes octal escapes in a zone file of cli53. Route 53 writes every escape in octal; cli53 understands `\052` and `\057`
/// in names alone, and takes the others for decimal: `\100`, which is `@`, it reads as `d`.
///
/// What is left as `\ooo` in its file is octal still. Octal digits above 255 have lost their backslash, and those from
/// 040 to 0176 their meaning.
struct CLI53Repair {
  private let file: String
  private(set) var diagnostics: [Diagnostic] = []

  init(file: String) { self.file = file }

  /// The text with its escapes in decimal; lines stay lines.
  mutating func mend(_ text: [UInt8]) -> [UInt8] {
    var mended: [UInt8] = []
    mended.reserveCapacity(text.count)
    for (number, line) in text.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      if number > 0 { mended.append(10) }
      mend(line, number + 1, into: &mended)
    }
    return mended
  }

  private mutating func mend(_ line: ArraySlice<UInt8>, _ number: Int, into mended: inout [UInt8]) {
    var isQuoted = false
    var isReported = false
    var offset = line.startIndex
    while offset < line.endIndex {
      let octet = line[offset]
      // The routing comment has escapes of its own.
      if octet == UInt8(ascii: ";"), !isQuoted {
        mended += line[offset...]
        return
      }
      if octet == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard octet == UInt8(ascii: "\\"), offset + 1 < line.endIndex else {
        if isQuoted, !isReported, Self.isLostEscape(line[offset...]) {
          isReported = true
          let digits = String(decoding: line[offset..<offset + 3], as: UTF8.self)
          report(
            number, offset - line.startIndex,
            "'\(digits)' may be the octet \\\(digits) (octal), whose backslash cli53 drops; it cannot be mended"
          )
        }
        mended.append(octet)
        offset += 1
        continue
      }
      let digits = line[(offset + 1)...].prefix(3)
      if digits.count == 3, digits.allSatisfy(\.isASCIIDigit) {
        mend(digits, number, offset - line.startIndex, into: &mended)
        offset += 4
      } else {
        mended += line[offset...offset + 1]
        offset += 2
      }
    }
  }

  private mutating func mend(
    _ digits: ArraySlice<UInt8>, _ line: Int, _ column: Int, into mended: inout [UInt8]
  ) {
    let text = String(decoding: digits, as: UTF8.self)
    guard let octet = UInt8(text, radix: 8) else {
      mended += [UInt8(ascii: "\\")] + digits
      return report(line, column, "\\\(text) is no octal escape of Route 53; it is read as decimal")
    }
    let decimal = OctalEscapes.decimalEscape(octet)
    mended += decimal
    report(
      line, column, "mended: \\\(text) is octal, \(String(decoding: decimal, as: UTF8.self)) in a zone file")
  }

  /// Three octal digits that can have been no decimal escape, and behind them another octet above ASCII: UTF-8 that lost
  /// its backslashes.
  private static func isLostEscape(_ text: ArraySlice<UInt8>) -> Bool {
    func isLead(_ digits: ArraySlice<UInt8>) -> Bool {
      let digits = Array(digits)
      return digits.count == 3 && digits[0] == UInt8(ascii: "3") && isOctal(digits[1]) && isOctal(digits[2])
    }
    guard isLead(text.prefix(3)) else { return false }
    var next = text.dropFirst(3)
    if next.first == UInt8(ascii: "\\") { next = next.dropFirst() }
    let digits = Array(next.prefix(3))
    return digits.count == 3 && digits[0] == UInt8(ascii: "2") && isOctal(digits[1]) && isOctal(digits[2])
  }

  private static func isOctal(_ octet: UInt8) -> Bool { (48...55).contains(octet) }

  private mutating func report(_ line: Int, _ column: Int, _ message: String) {
    diagnostics.append(
      Diagnostic(file: file, line: line, column: column + 1, severity: .warning, message))
  }
}
