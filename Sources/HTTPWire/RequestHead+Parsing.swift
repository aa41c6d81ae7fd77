import Primitives

extension RequestHead {
  /// Reads `method SP target SP HTTP/1.x` (RFC 9112 section 3); returns where the authority of an absolute-form
  /// target stands.
  mutating func parse(
    requestLine line: Range<Int>, of input: Span<UInt8>
  ) throws(HTTPError) -> Range<Int>? {
    let methodEnd = OctetClass.token.firstOutside(in: input, from: line.lowerBound)
    guard methodEnd > line.lowerBound, input[methodEnd] == 0x20 else {
      throw HTTPError(methodEnd == line.upperBound ? .startLine : .methodToken)
    }
    guard methodEnd &- line.lowerBound <= Limits.methodBytes else { throw HTTPError(.methodTooLong) }
    let method = input.extracting(line.lowerBound..<methodEnd)
    methodBytes.append(span: method)
    self.method = Method(method)

    let targetStart = methodEnd &+ 1
    let targetEnd = OctetClass.target.firstOutside(in: input, from: targetStart)
    guard targetEnd > targetStart, targetEnd < line.upperBound else { throw HTTPError(.startLine) }
    guard input[targetEnd] == 0x20 else { throw HTTPError(.target) }
    minorVersion = try Version.minor(
      input.extracting(targetEnd &+ 1..<line.upperBound), ofRequestBy: method)
    guard targetEnd &- targetStart <= Limits.targetBytes else { throw HTTPError(.targetTooLong) }
    return try parse(target: targetStart..<targetEnd, of: input)
  }

  /// The forms of RFC 9112 section 3.2. `target` becomes origin-form or `*` whatever was sent.
  private mutating func parse(
    target range: Range<Int>, of input: Span<UInt8>
  ) throws(HTTPError) -> Range<Int>? {
    if input[range.lowerBound] == UInt8(ascii: "/") {
      target.append(span: input.extracting(range))
      return nil
    }
    if method == .other, methodBytes.span.equals("CONNECT") { throw HTTPError(.connectMethod) }
    if range.count == 1, input[range.lowerBound] == UInt8(ascii: "*") {
      guard method == .options else { throw HTTPError(.target) }
      target.append(UInt8(ascii: "*"))
      return nil
    }
    return try parse(absoluteForm: range, of: input)
  }

  private mutating func parse(
    absoluteForm range: Range<Int>, of input: Span<UInt8>
  ) throws(HTTPError) -> Range<Int> {
    let whole = input.extracting(range)
    let schemeCount =
      whole.hasPrefixIgnoringCase("http://") ? 7 : whole.hasPrefixIgnoringCase("https://") ? 8 : 0
    guard schemeCount > 0 else { throw HTTPError(.target) }
    let start = range.lowerBound &+ schemeCount
    var end = start
    while end < range.upperBound, input[end] != UInt8(ascii: "/"), input[end] != UInt8(ascii: "?") {
      end &+= 1
    }
    guard Host.isValid(input.extracting(start..<end)) else { throw HTTPError(.invalidHost) }
    if end == range.upperBound {
      // RFC 9112 section 3.2.4: no path and no query in OPTIONS means the server as a whole.
      target.append(method == .options ? UInt8(ascii: "*") : UInt8(ascii: "/"))
    } else {
      if input[end] == UInt8(ascii: "?") { target.append(UInt8(ascii: "/")) }
      target.append(span: input.extracting(end..<range.upperBound))
    }
    return start..<end
  }

  /// RFC 9112 section 3.2: one Host in HTTP/1.1, at most one in HTTP/1.0, valid.
  ///
  /// RFC 9112 section 3.2.2 lets an absolute-form target win over Host. A client must send both alike, so a request
  /// in which they differ is refused: to some recipient on the way it would be for another host.
  mutating func checkHost(authority: Range<Int>?, in input: Span<UInt8>) throws(HTTPError) {
    guard let index = fields.first(.host) else {
      guard minorVersion == 0 else { throw HTTPError(.missingHost) }
      if let authority { fields.append("Host", input.extracting(authority)) }
      return
    }
    guard fields.first(.host, from: index &+ 1) == nil else { throw HTTPError(.duplicateHost) }
    let host = fields.value(index)
    guard Host.isValid(host) else { throw HTTPError(.invalidHost) }
    if let authority, !host.equalsIgnoringCase(input.extracting(authority)) { throw HTTPError(.hostMismatch) }
  }
}
