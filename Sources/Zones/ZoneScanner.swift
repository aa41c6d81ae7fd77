import Primitives

/// Splits master-file text into words: comments skipped, lines inside parentheses joined (RFC 1035 section 5.1).
struct ZoneScanner: ~Escapable {
  struct Token: BitwiseCopyable {
    enum Kind: BitwiseCopyable {
      case word, quoted, endOfLine, endOfFile, unterminatedQuote, badParenthesis, unclosedParenthesis
    }
    var kind: Kind
    var start: Int
    var end: Int
    var line: Int
    var column: Int
  }

  let text: Span<UInt8>
  private(set) var offset = 0
  private(set) var line: Int
  private var lineStart = 0
  private var depth = 0
  /// The outermost of the open parentheses.
  private var opening: Token?
  /// The last comment that begins with the letters AWS, without its semicolon; taken by the reader at the line's end.
  var comment: Token?

  @_lifetime(copy text)
  init(_ text: Span<UInt8>, line: Int = 1) { (self.text, self.line) = (text, line) }

  /// True if the line continues the previous owner: it begins with white space.
  var beginsBlank: Bool { offset < text.count && (text[offset] == 32 || text[offset] == 9) }

  /// True if the text begins with the octets that some editors put before UTF-8.
  mutating func skipByteOrderMark() -> Bool {
    guard text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF else { return false }
    (offset, lineStart) = (3, 3)
    return true
  }

  mutating func next() -> Token {
    while offset < text.count {
      let octet = text[offset]
      switch octet {
      case 32, 9, 13: offset += 1
      case UInt8(ascii: ";"): skipComment()
      case 10:
        let token = make(.endOfLine, from: offset, to: offset)
        newLine()
        if depth == 0 { return token }
      case UInt8(ascii: "("):
        open()
        offset += 1
      case UInt8(ascii: ")"):
        offset += 1
        if depth == 0 { return make(.badParenthesis, from: offset - 1, to: offset) }
        depth -= 1
      case UInt8(ascii: "\""): return quoted()
      default: return word()
      }
    }
    guard depth > 0, var opening else { return make(.endOfFile, from: offset, to: offset) }
    opening.kind = .unclosedParenthesis
    return opening
  }

  private mutating func open() {
    if depth == 0 { opening = make(.word, from: offset, to: offset + 1) }
    depth += 1
  }

  /// Goes to the next line outside parentheses after a fault; a line that begins with a name ends a forgotten one, which
  /// is then returned.
  mutating func resynchronise(after fault: ZoneFault) -> Token? {
    if offset == lineStart, depth == 0 { return nil }  // the fault was the end of its line
    // Never back to the line of the parenthesis itself: it would be read for ever.
    if depth > 0, fault.line == line, fault.column == 1, let opening, opening.line < line {
      (offset, depth) = (lineStart, 0)
      return opening
    }
    while offset < text.count {
      let octet = text[offset]
      if octet == UInt8(ascii: ";") { while offset < text.count, text[offset] != 10 { offset += 1 } }
      guard offset < text.count else { break }
      if text[offset] == UInt8(ascii: ")") { depth = max(0, depth - 1) }
      if text[offset] == UInt8(ascii: "(") { open() }
      if text[offset] == 10 {
        newLine()
        guard depth > 0, offset < text.count, [32, 9, 10, 13].contains(text[offset]) || text[offset] == 41
        else { break }
        continue
      }
      offset += 1
    }
    defer { depth = 0 }
    return depth > 0 ? opening : nil
  }

  private mutating func newLine() {
    offset += 1
    line += 1
    lineStart = offset
  }

  private func make(_ kind: Token.Kind, from start: Int, to end: Int) -> Token {
    Token(kind: kind, start: start, end: end, line: line, column: start - lineStart + 1)
  }

  private mutating func skipComment() {
    let start = offset
    while offset < text.count, text[offset] != 10 { offset += 1 }
    var first = start + 1
    while first < offset, text[first] == 32 || text[first] == 9 { first += 1 }
    let isAWS = offset - first >= 3 && text[first] == 65 && text[first + 1] == 87 && text[first + 2] == 83
    if isAWS { comment = make(.word, from: start, to: offset) }
  }

  private mutating func quoted() -> Token {
    let start = offset
    offset += 1
    while offset < text.count, text[offset] != 10 {
      if text[offset] == UInt8(ascii: "\"") {
        offset += 1
        var token = make(.quoted, from: start, to: offset)
        (token.start, token.end) = (start + 1, offset - 1)
        return token
      }
      offset += text[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    offset = min(offset, text.count)
    return make(.unterminatedQuote, from: start, to: offset)
  }

  private mutating func word() -> Token {
    let start = offset
    while offset < text.count {
      let octet = text[offset]
      if octet == UInt8(ascii: "\\"), offset + 1 < text.count, text[offset + 1] != 10 {
        offset += 2
        continue
      }
      if octet <= 32 && [32, 9, 10, 13].contains(octet) || octet == 59 || octet == 40 || octet == 41
        || octet == 34
      {
        break
      }
      offset += 1
    }
    return make(.word, from: start, to: offset)
  }
}
