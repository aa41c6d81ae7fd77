import HTTPWire

/// The path that patterns are compared with: dot segments (RFC 3986 section 5.2.4) and repeated `/` removed.
///
/// Percent-encoded octets stay as they are: whether CloudFront decodes them here is not documented.
enum PathNormalization {
  /// Whether `path` would change. Nearly always false, and then nothing is copied.
  static func isNeeded(_ path: Span<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for index in path.indices {
      let byte = path[index]
      if previous == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return true }
      previous = byte
    }
    return false
  }

  static func append(_ path: Span<UInt8>, to result: inout [UInt8]) {
    var start = 0
    while start < path.count {
      var end = start
      while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
      let isLast = end == path.count
      appendSegment(path.extracting(start..<end), isLast: isLast, to: &result)
      start = end + 1
    }
    if result.isEmpty || (path[path.count - 1] == UInt8(ascii: "/") && result.last != UInt8(ascii: "/")) {
      result.append(UInt8(ascii: "/"))
    }
  }

  private static func appendSegment(_ segment: Span<UInt8>, isLast: Bool, to result: inout [UInt8]) {
    switch segment.count {
    case 0: return
    case 1 where segment[0] == UInt8(ascii: "."): break
    case 2 where segment[0] == UInt8(ascii: ".") && segment[1] == UInt8(ascii: "."):
      while let byte = result.popLast(), byte != UInt8(ascii: "/") {}
    default:
      if result.last != UInt8(ascii: "/") { result.append(UInt8(ascii: "/")) }
      result.append(span: segment)
      return
    }
    // A dot segment at the end leaves the name of a directory.
    if isLast, result.last != UInt8(ascii: "/") { result.append(UInt8(ascii: "/")) }
  }
}
