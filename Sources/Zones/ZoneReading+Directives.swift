import DNSWire
import Primitives

extension ZoneReading {
  /// $ORIGIN, $TTL, $INCLUDE (RFC 1035 section 5.1, RFC 2308 section 4) and BIND's $GENERATE.
  mutating func readDirective(_ token: ZoneScanner.Token, into builder: inout ZoneBuilder) throws(ZoneFault) {
    switch span(token).text.uppercased() {
    case "$ORIGIN":
      state.origin = try name(try word("a name"))
      try endLine()
    case "$TTL":
      state.defaultTTL = try readTTL(try word("a TTL"), into: &builder)
      try endLine()
    case "$INCLUDE": try include(into: &builder)
    case "$GENERATE": try generate(token, into: &builder)
    default:
      throw fault(token, "$ORIGIN, $TTL, $INCLUDE or $GENERATE is expected, found \(text(token))")
    }
  }

  /// `$INCLUDE file [origin]`. Neither origin nor owner of the included file reach this one.
  private mutating func include(into builder: inout ZoneBuilder) throws(ZoneFault) {
    let path = try word("a file name")
    let (tokens, _) = try rest(nil)
    var inner = state
    if let origin = tokens.first { inner.origin = try name(origin) }
    if tokens.count > 1 {
      throw fault(tokens[1], "the end of the line is expected, found \(text(tokens[1]))")
    }
    guard let load else { throw fault(path, "files cannot be included here") }
    let source: ZoneSource
    do throws(ZoneSource.Failure) {
      source = try load(try unescaped(path), builder.file)
    } catch { throw fault(path, "\(text(path)) cannot be included: \(error.reason)") }
    inner.including.append(builder.file)
    guard !inner.including.contains(source.file) else {
      throw fault(path, "\(text(path)) includes itself")
    }
    guard inner.including.count <= ZoneLimits.includeDepth else {
      throw fault(path, "files include each other more than \(ZoneLimits.includeDepth) deep")
    }
    guard source.text.count <= ZoneLimits.fileOctets, let previous = builder.enter(source.file) else {
      throw fault(path, "\(text(path)) is one file too many, or too large")
    }
    var pass = ZoneReading(source.text.span, state: inner, load: load)
    pass.readAll(into: &builder)
    (state.defaultTTL, state.lastTTL) = (pass.state.defaultTTL, pass.state.lastTTL)
    builder.leave(to: previous)
  }

  private func unescaped(_ token: ZoneScanner.Token) throws(ZoneSource.Failure) -> String {
    var octets: [UInt8] = []
    var offset = token.start
    let text = scanner.text.extracting(0..<token.end)
    while offset < token.end {
      guard let octet = text.masterFileOctet(at: &offset), octet != 0 else {
        throw ZoneSource.Failure("not a file name")
      }
      octets.append(octet)
    }
    return String(decoding: octets, as: UTF8.self)
  }
}
