import Primitives

extension RequestHead {
  /// Appends the request line, the field lines and the empty line.
  package func encode(into output: inout [UInt8]) {
    output.append(span: methodBytes.span)
    output.append(0x20)
    output.append(span: target.span)
    output.append(" HTTP/1.")
    output.append(UInt8(ascii: "0") &+ minorVersion)
    output.append("\r\n")
    fields.encode(into: &output)
    output.append("\r\n")
  }
}

extension ResponseHead {
  /// Appends the status line, the field lines and the empty line. The reason is `reason`, or where that is empty the
  /// one RFC 9110 gives.
  package func encode(into output: inout [UInt8]) {
    output.append(statusLine: status, reason: reason.span, minorVersion: minorVersion)
    fields.encode(into: &output)
    output.append("\r\n")
  }
}

extension Fields {
  /// Appends each line as `name: value CRLF`.
  package func encode(into output: inout [UInt8]) {
    for index in indices { output.append(fieldLine: name(index), value(index)) }
  }
}

extension [UInt8] {
  package mutating func append(
    statusLine status: UInt16, reason: Span<UInt8> = Span(), minorVersion: UInt8 = 1
  ) {
    append("HTTP/1.")
    append(UInt8(ascii: "0") &+ minorVersion)
    append(0x20)
    append(decimal: Int(status))
    append(0x20)
    if reason.isEmpty { append(ReasonPhrase.of(status)) } else { append(span: reason) }
    append("\r\n")
  }

  package mutating func append(fieldLine name: Span<UInt8>, _ value: Span<UInt8>) {
    append(span: name)
    append(": ")
    append(span: value)
    append("\r\n")
  }

  package mutating func append(fieldLine name: StaticString, _ value: Span<UInt8>) {
    append(name)
    append(": ")
    append(span: value)
    append("\r\n")
  }

  package mutating func append(fieldLine name: StaticString, decimal value: Int) {
    append(name)
    append(": ")
    append(decimal: value)
    append("\r\n")
  }

  /// Appends digits; `value` is not negative.
  package mutating func append(decimal value: Int) {
    precondition(value >= 0)
    var divisor = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / divisor % 10))
      divisor /= 10
    }
  }

  /// Appends the line before a chunk of `size` octets (RFC 9112 section 7.1). CRLF must follow the octets. A `size` of
  /// zero would end the body: ``appendLastChunk()`` does that.
  package mutating func appendChunkHeader(size: Int) {
    precondition(size > 0)
    var shift = (Int.bitWidth - 1 - size.leadingZeroBitCount) & ~3
    while shift >= 0 {
      let digit = UInt8(truncatingIfNeeded: size &>> shift & 15)
      append(digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &- 10 &+ digit)
      shift -= 4
    }
    append("\r\n")
  }

  /// Appends the chunk that ends a chunked body, without trailers.
  package mutating func appendLastChunk() { append("0\r\n\r\n") }
}
