import Primitives

/// Walks the elements of a comma-separated field value (RFC 9110 section 5.6.1); empty elements are skipped.
///
/// Quoted strings are not looked into: for lists of tokens.
package struct FieldList: Sendable {
  private var offset = 0

  package init() {}

  /// The next element without surrounding white space, as a range of `value`; nil at the end.
  package mutating func next(in value: Span<UInt8>) -> Range<Int>? {
    while offset < value.count {
      var start = offset
      while offset < value.count, value[offset] != UInt8(ascii: ",") { offset &+= 1 }
      var end = offset
      offset &+= 1
      while start < end, value[start].isBlank { start &+= 1 }
      while end > start, value[end &- 1].isBlank { end &-= 1 }
      if start < end { return start..<end }
    }
    return nil
  }
}

extension Fields {
  /// Whether a line called `name` lists `token`, ASCII case ignored: `Connection: keep-alive, close`.
  package func list(_ name: FieldName, contains token: StaticString) -> Bool {
    var line = first(name)
    while let index = line {
      var list = FieldList()
      while let element = list.next(in: value(index)) {
        if value(index).extracting(element).equalsIgnoringCase(token) { return true }
      }
      line = first(name, from: index &+ 1)
    }
    return false
  }
}
