import DNSWire
import Primitives

/// One pass over one text: lines, owners, TTLs and classes (RFC 1035 section 5.1).
struct ZoneReading: ~Escapable {
  var scanner: ZoneScanner
  var state: ZoneReadingState
  let load: ZoneSource.Loader?
  /// Octets of the record being read, reused.
  var data: [UInt8] = []

  @_lifetime(copy text)
  init(_ text: Span<UInt8>, state: ZoneReadingState, load: ZoneSource.Loader?, at line: Int = 1) {
    scanner = ZoneScanner(text, line: line)
    (self.state, self.load) = (state, load)
  }

  mutating func readAll(into builder: inout ZoneBuilder) {
    if scanner.skipByteOrderMark() {
      builder.report(1, 1, "the file begins with a byte order mark (EF BB BF); save it as UTF-8 without one")
    }
    while true {
      do throws(ZoneFault) {
        guard try readLine(into: &builder) else { return }
      } catch {
        guard let opening = scanner.resynchronise(after: error) else {
          builder.report(error.line, error.column, error.message)
          continue
        }
        builder.report(
          opening.line, opening.column,
          "the parenthesis that opens here is not closed before the next line with a name, or the end")
        // What was found at the end, or in place of the next line's name, follows from that.
        let isPlace = error.line == opening.line && error.column == opening.column
        if !isPlace, error.column > 1 { builder.report(error.line, error.column, error.message) }
      }
    }
  }

  /// Reads an entry and the routing comment behind it; false at the end of the file.
  mutating func readLine(into builder: inout ZoneBuilder) throws(ZoneFault) -> Bool {
    scanner.comment = nil
    let more = try readEntry(into: &builder)
    if let comment = scanner.comment {
      builder.report(
        comment.line, comment.column,
        "a comment that begins with AWS is a routing comment and stands behind its record, on the same line")
    }
    return more
  }

  /// The number of the routing comment behind the record just read, -1 for none. A typo never turns a policy off.
  mutating func readAnnotation(
    of type: RecordType, into builder: inout ZoneBuilder
  ) throws(ZoneFault) -> Int {
    guard let comment = scanner.comment else { return -1 }
    scanner.comment = nil
    let annotation: RoutingAnnotation
    do throws(RoutingComment.Fault) {
      annotation = try RoutingComment.annotation(scanner.text.extracting(comment.start..<comment.end))
    } catch {
      throw ZoneFault(line: comment.line, column: comment.column + error.offset, message: error.message)
    }
    guard !type.isAlwaysSimple else {
      throw ZoneFault(
        line: comment.line, column: comment.column, message: "a record of type \(type) has no routing policy")
    }
    guard let number = builder.add(annotation) else {
      throw fault(comment, "the zone has more than \(ZoneLimits.routedRecords) records with a routing policy")
    }
    return number
  }

  private mutating func readEntry(into builder: inout ZoneBuilder) throws(ZoneFault) -> Bool {
    let isBlank = scanner.beginsBlank
    var token = scanner.next()
    if token.kind == .endOfLine { return true }
    if token.kind == .endOfFile { return false }
    guard token.kind == .word || token.kind == .quoted else {
      throw fault(token, "a name is expected, found \(text(token))")
    }
    if !isBlank, token.kind == .word, scanner.text[token.start] == UInt8(ascii: "$") {
      try readDirective(token, into: &builder)
      return true
    }
    if !isBlank {
      state.owner = try owner(token, into: &builder)
      token = try word("a record type")
    }
    guard let owner = state.owner else { throw fault(token, "the first record has no name") }
    guard !builder.journal.isFull else { throw fault(token, "the zone is larger than this server can hold") }
    let head = try readHead(&token, into: &builder)
    if head.isAWS {
      try readAlias(token, owner: owner, ttl: head.ttl ?? state.defaultTTL ?? 60, into: &builder)
    } else {
      try readRecord(token, owner: owner, ttl: head.ttl, into: &builder)
    }
    return true
  }

  private mutating func owner(
    _ token: ZoneScanner.Token, into builder: inout ZoneBuilder
  ) throws(ZoneFault) -> Int {
    data.removeAll(keepingCapacity: true)
    do throws(Name.TextError) {
      try Name.append(span(token), relativeTo: state.origin, to: &data)
    } catch { throw fault(token, "\(error), found \(text(token))") }
    return builder.journal.append(name: data.span)
  }

  /// TTL and class in either order; `token` moves to the type.
  private mutating func readHead(
    _ token: inout ZoneScanner.Token, into builder: inout ZoneBuilder
  ) throws(ZoneFault) -> (ttl: UInt32?, isAWS: Bool) {
    var ttl: UInt32?
    var `class`: ClassWord?
    while true {
      if ttl == nil, !span(token).isEmpty, span(token)[0].isASCIIDigit {
        ttl = try readTTL(token, into: &builder)
      } else if `class` == nil, let word = ClassWord(span(token)) {
        guard word != .other else { throw fault(token, "class IN is expected, found \(text(token))") }
        `class` = word
      } else {
        return (ttl, `class` == .aws)
      }
      token = try word("a record type")
    }
  }

  /// A TTL above 2^31 - 1 counts as 0 (RFC 2181 section 8).
  func readTTL(
    _ token: ZoneScanner.Token, into builder: inout ZoneBuilder
  ) throws(ZoneFault) -> UInt32 {
    guard let seconds = TTL.seconds(span(token)) else {
      throw fault(token, "a TTL of 0 to \(TTL.limitSeconds) seconds is expected, found \(text(token))")
    }
    guard seconds > TTL.limitSeconds else { return seconds }
    builder.report(
      token.line, token.column,
      "a TTL of 0 to \(TTL.limitSeconds) seconds is expected, found \(text(token)); 0 is used (RFC 2181 section 8)",
      severity: .warning)
    return 0
  }

  private mutating func readRecord(
    _ token: ZoneScanner.Token, owner: Int, ttl: UInt32?, into builder: inout ZoneBuilder
  ) throws(ZoneFault) {
    guard let type = RecordTypeTable.type(named: span(token)), !type.isMeta else {
      throw fault(token, "a record type is expected, found \(text(token))")
    }
    do throws(ZoneFault) { try readData(type) } catch {
      if type == .soa { builder.hasFaultyAuthority = true }
      throw error
    }
    var ttl = ttl
    if ttl == nil, state.defaultTTL == nil, state.lastTTL == nil, type == .soa {
      let minimum = data.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
      ttl = minimum > TTL.limitSeconds ? 0 : minimum
    }
    guard let seconds = ttl ?? state.defaultTTL ?? state.lastTTL else {
      throw fault(token, "a TTL is expected: the record has none, and no $TTL or record before it gives one")
    }
    state.lastTTL = seconds
    let annotation = try readAnnotation(of: type, into: &builder)
    builder.add(
      owner: owner, type: type, ttl: seconds, data: data.span, line: token.line, column: token.column,
      annotation: annotation)
  }
}

extension RecordType {
  /// Route 53 gives NS, SOA and DS no policy. What redirects, signs or proves is about the zone, not about an answer.
  var isAlwaysSimple: Bool {
    switch self {
    case .ns, .soa, .ds, .dname, .rrsig, .nsec, .nsec3, .nsec3param, .dnskey: true
    default: false
    }
  }
}
