import Primitives

extension Fields {
  /// Takes in one field line, which holds no control character but HTAB (RFC 9112 section 5).
  mutating func append(line: Range<Int>, of input: Span<UInt8>) throws(HTTPError) {
    guard count < Limits.fieldLines else { throw HTTPError(.tooManyFieldLines) }
    let colon = OctetClass.token.firstOutside(in: input, from: line.lowerBound)
    // Past the end of the line stands CR, which is neither token nor colon.
    guard colon > line.lowerBound, input[colon] == UInt8(ascii: ":") else {
      let first = input[line.lowerBound]
      throw HTTPError(first == 0x20 || first == 0x09 ? .foldedLine : .fieldName)
    }
    var start = colon &+ 1
    while start < line.upperBound, input[start].isBlank { start &+= 1 }
    var end = line.upperBound
    while end > start, input[end &- 1].isBlank { end &-= 1 }
    append(
      input.extracting(line.lowerBound..<end), nameCount: colon &- line.lowerBound,
      valueStart: start &- line.lowerBound)
  }
}

extension UInt8 {
  /// SP or HTAB.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
}
