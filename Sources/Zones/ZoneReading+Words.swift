import DNSWire
import Primitives

extension ZoneReading {
  func fault(_ token: ZoneScanner.Token, _ message: String) -> ZoneFault {
    ZoneFault(line: token.line, column: token.column, message: message)
  }

  @_lifetime(copy self)
  func span(_ token: ZoneScanner.Token) -> Span<UInt8> { scanner.text.extracting(token.start..<token.end) }

  /// What a fault says it found.
  func text(_ token: ZoneScanner.Token) -> String {
    switch token.kind {
    case .word, .quoted: "'" + span(token).text + "'"
    case .endOfLine: "the end of the line"
    case .endOfFile: "the end of the file"
    case .unterminatedQuote: "a quoted string without its end"
    case .badParenthesis: "a parenthesis that closes nothing"
    case .unclosedParenthesis: "a parenthesis that is not closed"
    }
  }

  mutating func word(_ expected: @autoclosure () -> String) throws(ZoneFault) -> ZoneScanner.Token {
    let token = scanner.next()
    guard token.kind == .word || token.kind == .quoted else {
      throw fault(token, "\(expected()) is expected, found \(text(token))")
    }
    return token
  }

  mutating func endLine() throws(ZoneFault) {
    let token = scanner.next()
    guard token.kind == .endOfLine || token.kind == .endOfFile else {
      throw fault(token, "the end of the line is expected, found \(text(token))")
    }
  }

  func name(_ token: ZoneScanner.Token) throws(ZoneFault) -> Name {
    do throws(Name.TextError) {
      return try Name(text: span(token), relativeTo: state.origin)
    } catch { throw fault(token, "\(error), found \(text(token))") }
  }

  /// All words up to the end of the line, and the token that ends it. `key="value"` is one word.
  mutating func rest(_ first: ZoneScanner.Token?) throws(ZoneFault) -> (
    tokens: [ZoneScanner.Token], end: ZoneScanner.Token
  ) {
    var tokens = first.map { [$0] } ?? []
    while true {
      let token = scanner.next()
      if token.kind == .endOfLine || token.kind == .endOfFile { return (tokens, token) }
      guard token.kind == .word || token.kind == .quoted else {
        throw fault(token, "the end of the line is expected, found \(text(token))")
      }
      tokens.append(token)
    }
  }
}
