import DNSWire
import Primitives

/// Reads master files (RFC 1035 section 5) with the comment dialect of cli53.
package enum ZoneReader {
  /// Reads a whole zone; every fault becomes a diagnostic. `zone` is nil if one of them is an error.
  ///
  /// `origin` is the initial $ORIGIN; `seed` keys the hash table against chosen collisions.
  package static func read(
    _ text: [UInt8], file: String, origin: Name, seed: UInt64 = 0
  ) -> (zone: Zone?, diagnostics: [Diagnostic]) {
    var builder = ZoneBuilder(file: file, seed: seed)
    guard text.count <= ZoneLimits.fileOctets else {
      return (nil, [Diagnostic(file: file, "the file is larger than \(ZoneLimits.fileOctets) octets")])
    }
    var pass = ZoneReading(text.span, origin: origin)
    pass.readAll(into: &builder)
    let zone = builder.build()
    return (zone, builder.diagnostics)
  }
}

/// A fault in the text, before it has a file.
struct ZoneFault: Error {
  var line: Int
  var column: Int
  var message: String
}

/// One pass over one text.
struct ZoneReading: ~Escapable {
  private var scanner: ZoneScanner
  private var origin: Name
  private var owner: Int?
  private var defaultTTL: UInt32?
  private var lastTTL: UInt32?
  private var data: [UInt8] = []

  @_lifetime(copy text)
  init(_ text: Span<UInt8>, origin: Name) {
    scanner = ZoneScanner(text)
    self.origin = origin
  }

  mutating func readAll(into builder: inout ZoneBuilder) {
    while true {
      do throws(ZoneFault) {
        scanner.comment = nil
        let more = try readEntry(into: &builder)
        if let comment = scanner.comment {
          builder.report(
            comment.line, comment.column,
            RoutingComment.refusal(scanner.text.extracting(comment.start..<comment.end)))
        }
        if !more { return }
      } catch {
        builder.report(error.line, error.column, error.message)
        scanner.resynchronise()
      }
    }
  }

  private func fault(_ token: ZoneScanner.Token, _ message: String) -> ZoneFault {
    ZoneFault(line: token.line, column: token.column, message: message)
  }

  private func text(_ token: ZoneScanner.Token) -> String {
    switch token.kind {
    case .word, .quoted: "'" + scanner.text.extracting(token.start..<token.end).text + "'"
    case .endOfLine: "the end of the line"
    case .endOfFile: "the end of the file"
    case .unterminatedQuote: "a quoted string without its end"
    case .badParenthesis: "an unbalanced parenthesis"
    }
  }

  private mutating func word(_ expected: String) throws(ZoneFault) -> ZoneScanner.Token {
    let token = scanner.next()
    guard token.kind == .word || token.kind == .quoted else {
      throw fault(token, "\(expected) is expected, found \(text(token))")
    }
    return token
  }

  private mutating func endLine() throws(ZoneFault) {
    let token = scanner.next()
    guard token.kind == .endOfLine || token.kind == .endOfFile else {
      throw fault(token, "the end of the line is expected, found \(text(token))")
    }
  }

  private func name(_ token: ZoneScanner.Token) throws(ZoneFault) -> Name {
    do throws(Name.TextError) {
      return try Name(text: scanner.text.extracting(token.start..<token.end), relativeTo: origin)
    } catch { throw fault(token, "\(error), found \(text(token))") }
  }

  /// Returns false at the end of the file.
  private mutating func readEntry(into builder: inout ZoneBuilder) throws(ZoneFault) -> Bool {
    let isBlank = scanner.beginsBlank
    var token = scanner.next()
    if token.kind == .endOfLine { return true }
    if token.kind == .endOfFile { return false }
    guard token.kind == .word else { throw fault(token, "a name is expected, found \(text(token))") }
    if !isBlank, scanner.text[token.start] == UInt8(ascii: "$") {
      try readDirective(token)
      return true
    }
    if !isBlank {
      do throws(Name.TextError) {
        let start = builder.names.count
        try Name.append(
          scanner.text.extracting(token.start..<token.end), relativeTo: origin, to: &builder.names)
        owner = start
      } catch { throw fault(token, "\(error), found \(text(token))") }
      token = try word("a record type")
    }
    guard let owner else { throw fault(token, "the first record has no name") }
    var ttl: UInt32?
    var isAWS = false
    var hasClass = false
    while true {
      let span = scanner.text.extracting(token.start..<token.end)
      if ttl == nil, !span.isEmpty, span[0].isASCIIDigit {
        guard let value = TTL.seconds(span) else {
          throw fault(
            token, "a TTL of 0 to \(ZoneLimits.ttlSeconds) seconds is expected, found \(text(token))")
        }
        ttl = value
      } else if !hasClass, span.equalsIgnoringCase([73, 78].span) {
        hasClass = true
      } else if !hasClass, span.text.uppercased() == "AWS" {
        (hasClass, isAWS) = (true, true)
      } else if !hasClass, ["CH", "HS", "CS"].contains(span.text.uppercased()) {
        throw fault(token, "class IN is expected, found \(text(token))")
      } else if !hasClass, span.text.uppercased().hasPrefix("CLASS") {
        guard span.text.uppercased() == "CLASS1" else {
          throw fault(token, "class IN is expected, found \(text(token))")
        }
        hasClass = true
      } else {
        break
      }
      token = try word("a record type")
    }
    if isAWS {
      try readAlias(token, owner: owner, ttl: ttl ?? 60, into: &builder)
      return true
    }
    guard let type = RecordType(scanner.text.extracting(token.start..<token.end).text), !type.isMeta else {
      throw fault(token, "a record type is expected, found \(text(token))")
    }
    try readData(type)
    if ttl == nil, defaultTTL == nil, lastTTL == nil, type == .soa {
      ttl = data.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
    guard let seconds = ttl ?? defaultTTL ?? lastTTL else {
      throw fault(token, "a TTL is expected: the record has none, and no $TTL or record before it gives one")
    }
    lastTTL = seconds
    builder.add(
      owner: owner, type: type, ttl: seconds, data: data.span, line: token.line, column: token.column)
    return true
  }

  private mutating func readDirective(_ token: ZoneScanner.Token) throws(ZoneFault) {
    switch scanner.text.extracting(token.start..<token.end).text.uppercased() {
    case "$ORIGIN": origin = try name(try word("a name"))
    case "$TTL":
      let value = try word("a TTL")
      guard let seconds = TTL.seconds(scanner.text.extracting(value.start..<value.end)) else {
        throw fault(value, "a TTL is expected, found \(text(value))")
      }
      defaultTTL = seconds
    case "$INCLUDE", "$GENERATE": throw fault(token, "\(text(token)) is not supported yet")
    default: throw fault(token, "$ORIGIN or $TTL is expected, found \(text(token))")
    }
    try endLine()
  }

  /// `type target zone-id true|false` (facts of cli53).
  private mutating func readAlias(
    _ token: ZoneScanner.Token, owner: Int, ttl: UInt32, into builder: inout ZoneBuilder
  ) throws(ZoneFault) {
    func isWord(_ token: ZoneScanner.Token, _ expected: String) -> Bool {
      scanner.text.extracting(token.start..<token.end).text == expected
    }
    guard scanner.text.extracting(token.start..<token.end).text.uppercased() == "ALIAS" else {
      throw fault(token, "type ALIAS is expected in class AWS, found \(text(token))")
    }
    let typeToken = try word("a record type")
    guard let type = RecordType(scanner.text.extracting(typeToken.start..<typeToken.end).text), !type.isMeta,
      ![.ns, .soa, .cname].contains(type)
    else {
      throw fault(
        typeToken, "a record type other than NS, SOA and CNAME is expected, found \(text(typeToken))")
    }
    let targetToken = try word("an alias target")
    let target = try name(targetToken)
    let zoneToken = try word("a hosted zone id or $self")
    let isSelf = isWord(zoneToken, "$self")
    guard isSelf || isWord(zoneToken, "Z2FDTNDATAQYW2") else {
      throw fault(
        zoneToken, "$self or the zone of distributions Z2FDTNDATAQYW2 is expected, found \(text(zoneToken))")
    }
    guard isSelf || type == .a || type == .aaaa else {
      throw fault(typeToken, "an alias to a distribution has type A or AAAA, found \(text(typeToken))")
    }
    let health = try word("true or false")
    guard isWord(health, "true") || isWord(health, "false") else {
      throw fault(health, "true or false is expected, found \(text(health))")
    }
    guard isSelf || isWord(health, "false") else {
      throw fault(health, "EvaluateTargetHealth must be false for a distribution, found \(text(health))")
    }
    try endLine()
    let octets = Name.length(of: builder.names.span, at: owner) ?? 1
    builder.add(
      alias: ZoneAlias(
        name: Name(wire: Array(builder.names[owner..<owner + octets])) ?? .root, type: type,
        target: isSelf ? .record(target) : .distribution(target), file: builder.file, line: targetToken.line,
        column: targetToken.column), owner: owner, ttl: isSelf ? ttl : 60)
  }

  /// Reads RDATA into `data`, and the end of the line.
  private mutating func readData(_ type: RecordType) throws(ZoneFault) {
    data.removeAll(keepingCapacity: true)
    guard let row = RecordTypeTable[type] else { return try readUnknown(type, try word("\\#")) }
    for (index, field) in row.fields.enumerated() {
      let token = try word("\(row.name) data")
      if index == 0, token.kind == .word, scanner.text.extracting(token.start..<token.end).text == "\\#" {
        return try readUnknown(type, token)
      }
      guard try append(field, token) else { return }
    }
    try endLine()
  }

  /// False if the field has read the end of the line as well.
  private mutating func append(_ field: RecordField, _ token: ZoneScanner.Token) throws(ZoneFault) -> Bool {
    let span = scanner.text.extracting(token.start..<token.end)
    func number(_ limit: Int, _ octets: Int) throws(ZoneFault) -> [UInt8] {
      guard let value = span.decimal, value <= limit else {
        throw fault(token, "a number up to \(limit) is expected, found \(text(token))")
      }
      return (0..<octets).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    switch field {
    case .uint8: data += try number(255, 1)
    case .uint16: data += try number(65535, 2)
    case .uint32: data += try number(0xFFFF_FFFF, 4)
    case .seconds:
      guard let value = TTL.seconds(span) else {
        throw fault(token, "a time is expected, found \(text(token))")
      }
      data += (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    case .ipv4, .ipv6:
      guard let address = IPAddress(span.text), (address.family == .v4) == (field == .ipv4) else {
        throw fault(token, "an \(field == .ipv4 ? "IPv4" : "IPv6") address is expected, found \(text(token))")
      }
      data += address.octets
    case .name, .compressibleName:
      do throws(Name.TextError) { try Name.append(span, relativeTo: origin, to: &data) } catch {
        throw fault(token, "\(error), found \(text(token))")
      }
    case .tag: data += try string(token)
    case .text: data += try string(token).dropFirst()
    case .characterStrings:
      data += try string(token)
      while true {
        let next = scanner.next()
        if next.kind == .endOfLine || next.kind == .endOfFile { return false }
        guard next.kind == .word || next.kind == .quoted else {
          throw fault(next, "a string is expected, found \(text(next))")
        }
        data += try string(next)
      }
    }
    return true
  }

  private func string(_ token: ZoneScanner.Token) throws(ZoneFault) -> [UInt8] {
    let span = scanner.text.extracting(token.start..<token.end)
    var octets: [UInt8] = [0]
    var offset = 0
    while offset < span.count {
      guard let octet = span.masterFileOctet(at: &offset) else {
        throw fault(token, Name.TextError.badEscape.description)
      }
      octets.append(octet)
    }
    guard octets.count <= 256 else { throw fault(token, "a string of at most 255 octets is expected") }
    octets[0] = UInt8(octets.count - 1)
    return octets
  }

  /// `\# length hex...` (RFC 3597 section 5).
  private mutating func readUnknown(_ type: RecordType, _ mark: ZoneScanner.Token) throws(ZoneFault) {
    guard scanner.text.extracting(mark.start..<mark.end).text == "\\#" else {
      throw fault(mark, "\\# and the length of the data are expected for \(type), found \(text(mark))")
    }
    let length = try word("a length")
    guard let count = scanner.text.extracting(length.start..<length.end).decimal, count <= 65535 else {
      throw fault(length, "a length up to 65535 is expected, found \(text(length))")
    }
    var digits: [UInt8] = []
    while true {
      let token = scanner.next()
      if token.kind == .endOfLine || token.kind == .endOfFile { break }
      guard token.kind == .word else {
        throw fault(token, "hexadecimal digits are expected, found \(text(token))")
      }
      for index in token.start..<token.end {
        guard let digit = Character(UnicodeScalar(scanner.text[index])).hexDigitValue else {
          throw fault(token, "hexadecimal digits are expected, found \(text(token))")
        }
        digits.append(UInt8(digit))
      }
    }
    guard digits.count == 2 * count else {
      throw fault(length, "\(count) octets are expected, found \(digits.count) hexadecimal digits")
    }
    for index in 0..<count { data.append(digits[2 * index] << 4 | digits[2 * index + 1]) }
    if RecordTypeTable[type] != nil, type.presentation(of: data.span).hasPrefix("\\#") {
      throw fault(mark, "the data is not that of a \(type) record")
    }
  }
}
