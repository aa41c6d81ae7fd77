import Primitives

/// Finds the lines of a head as they arrive. Remembers how far it looked, so a head that comes octet by octet is
/// scanned once, not once for each octet.
struct LineScanner: Sendable {
  /// Where the next line begins.
  private(set) var lineStart = 0
  /// Nothing before it, from `lineStart` on, ends the line.
  private var scanned = 0

  /// The next line without its CRLF; nil when its end has not come yet.
  ///
  /// What is returned holds no control character but HTAB. A line ends in CRLF and nothing else: recipients that
  /// disagree about lone CR and LF are what request smuggling is made of.
  mutating func nextLine(in input: Span<UInt8>) throws(HTTPError) -> Range<Int>? {
    while true {
      let found = Self.firstControl(in: input, from: scanned)
      scanned = found
      guard found < Limits.headBytes else { throw HTTPError(.headTooLarge) }
      guard found < input.count else { return nil }
      switch input[found] {
      case 0x09: scanned = found &+ 1
      case 0x0D:
        guard found &+ 1 < input.count else { return nil }
        guard input[found &+ 1] == 0x0A else { throw HTTPError(.bareCarriageReturn) }
        guard found &+ 2 <= Limits.headBytes else { throw HTTPError(.headTooLarge) }
        let line = lineStart..<found
        lineStart = found &+ 2
        scanned = lineStart
        return line
      case 0x0A: throw HTTPError(.bareLineFeed)
      default: throw HTTPError(.controlCharacter)
      }
    }
  }

  /// The first octet below SP, or DEL, from `start` on; the end if there is none. Eight octets a step.
  private static func firstControl(in input: Span<UInt8>, from start: Int) -> Int {
    let bytes = input.bytes
    var index = start
    while index &+ 8 <= bytes.byteCount {
      let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      // The high bit of each octet below 0x20, and of each that is 0x7F. Borrows make both tests unsure only above
      // the first octet they find, which is the one we take.
      let below = (word &- 0x2020_2020_2020_2020) & ~word
      let delete = word ^ 0x7F7F_7F7F_7F7F_7F7F
      let deleted = (delete &- 0x0101_0101_0101_0101) & ~delete
      let found = (below | deleted) & 0x8080_8080_8080_8080
      if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
    while index < input.count, input[index] >= 0x20, input[index] != 0x7F { index &+= 1 }
    return index
  }
}
