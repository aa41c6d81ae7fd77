import Primitives

/// What stands where a class may stand in a record's line.
enum ClassWord {
  case internet
  /// The class of cli53's alias records.
  case aws
  case other

  /// Nil if the word is no class; letters case-insensitive; `CLASSnnn` as in RFC 3597 section 5.
  init?(_ word: Span<UInt8>) {
    func letter(_ index: Int) -> UInt8 { word[index].asciiLowercased }
    switch word.count {
    case 2:
      switch (letter(0), letter(1)) {
      case (UInt8(ascii: "i"), UInt8(ascii: "n")): self = .internet
      case (UInt8(ascii: "c"), UInt8(ascii: "h")), (UInt8(ascii: "h"), UInt8(ascii: "s")),
        (UInt8(ascii: "c"), UInt8(ascii: "s")):
        self = .other
      default: return nil
      }
    case 3 where word.equalsIgnoringCase(Self.awsLetters.span): self = .aws
    case 6... where word.extracting(0..<5).equalsIgnoringCase(Self.generic.span):
      self = word.extracting(5...).decimal == 1 ? .internet : .other
    default: return nil
    }
  }

  private static let awsLetters = Array("AWS".utf8)
  private static let generic = Array("CLASS".utf8)
}
