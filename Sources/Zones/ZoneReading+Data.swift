import DNSWire
import Primitives

extension ZoneReading {
  /// Reads RDATA into `data`, and the end of the line.
  mutating func readData(_ type: RecordType) throws(ZoneFault) {
    data.removeAll(keepingCapacity: true)
    guard let row = RecordTypeTable[type] else { return try readGeneric(type, try word("\\#")) }
    var first: ZoneScanner.Token?
    for (index, field) in row.fields.enumerated() {
      if field.takesRest, field != .characterStrings || index > 0 {
        if index == 0 {
          let token = scanner.next()
          if isGenericMark(token) { return try readGeneric(type, token) }
          try readWords(of: field, token)
        } else {
          try readWords(of: field, nil)
        }
        return try check(row, first)
      }
      let token = try word("\(row.name) data")
      if index == 0 {
        first = token
        if isGenericMark(token) { return try readGeneric(type, token) }
      }
      try append(field, token)
      if field == .characterStrings {
        try readStrings()
        return try check(row, first)
      }
    }
    try endLine()
    try check(row, first)
  }

  private func isGenericMark(_ token: ZoneScanner.Token) -> Bool {
    token.kind == .word && token.end - token.start == 2 && scanner.text[token.start] == UInt8(ascii: "\\")
      && scanner.text[token.start + 1] == UInt8(ascii: "#")
  }

  private mutating func append(_ field: RecordField, _ token: ZoneScanner.Token) throws(ZoneFault) {
    do throws(RecordTextError) {
      try field.append(span(token), relativeTo: state.origin, to: &data)
    } catch { throw fault(token, "\(error.expected), found \(text(token))") }
  }

  private mutating func readStrings() throws(ZoneFault) {
    while true {
      let token = scanner.next()
      if token.kind == .endOfLine || token.kind == .endOfFile { return }
      guard token.kind == .word || token.kind == .quoted else {
        throw fault(token, "a string is expected, found \(text(token))")
      }
      try append(.characterString, token)
    }
  }

  /// A field that takes all words there are, beginning with `first` if that has been read.
  private mutating func readWords(of field: RecordField, _ first: ZoneScanner.Token?) throws(ZoneFault) {
    if let first, first.kind != .word, first.kind != .quoted {
      guard first.kind == .endOfLine || first.kind == .endOfFile, field == .addressPrefixes else {
        throw fault(first, "record data is expected, found \(text(first))")
      }
      return
    }
    let (tokens, end) = try rest(first)
    var words: [[UInt8]] = []
    var starts: [ZoneScanner.Token] = []
    for token in tokens {
      let octets = Array(scanner.text, token.start..<token.end)
      if token.kind == .quoted, let last = starts.last, last.end == token.start - 1,
        words[words.count - 1].last == UInt8(ascii: "=")
      {
        words[words.count - 1] += octets
      } else {
        words.append(octets)
        starts.append(token)
      }
    }
    do throws(RecordTextError) { try field.append(words: words, to: &data) } catch {
      let token = error.word < starts.count ? starts[error.word] : end
      throw fault(token, "\(error.expected), found \(text(token))")
    }
  }

  private func check(_ row: RecordTypeTable, _ first: ZoneScanner.Token?) throws(ZoneFault) {
    let place = first ?? ZoneScanner.Token(kind: .word, start: 0, end: 0, line: scanner.line, column: 0)
    if let expected = row.rule?.violation(by: data.span) { throw fault(place, expected) }
    if data.count > ZoneLimits.dataOctets {
      throw fault(
        place, "record data of at most \(ZoneLimits.dataOctets) octets are expected, found \(data.count)")
    }
  }

  /// `\# length hex...` (RFC 3597 section 5).
  private mutating func readGeneric(_ type: RecordType, _ mark: ZoneScanner.Token) throws(ZoneFault) {
    guard isGenericMark(mark) else {
      throw fault(mark, "\\# and the length of the data are expected for \(type), found \(text(mark))")
    }
    let length = try word("a length")
    guard let count = span(length).decimal, count <= ZoneLimits.dataOctets else {
      throw fault(length, "a length up to \(ZoneLimits.dataOctets) is expected, found \(text(length))")
    }
    let tokens = try rest(nil).tokens
    if !tokens.isEmpty {
      let words = tokens.map { Array(scanner.text, $0.start..<$0.end) }
      do throws(RecordTextError) { try RecordField.hexadecimal.append(words: words, to: &data) } catch {
        throw fault(tokens[0], "\(error.expected), found \(text(tokens[0]))")
      }
    }
    guard data.count == count else {
      throw fault(length, "\(count) octets are expected, found \(data.count)")
    }
    guard type.isWellFormed(data.span) else { throw fault(mark, "the data is not that of a \(type) record") }
  }
}

extension [UInt8] {
  init(_ span: Span<UInt8>, _ range: Range<Int>) {
    self = []
    reserveCapacity(range.count)
    for index in range { append(span[index]) }
  }
}
