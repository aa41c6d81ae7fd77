import Primitives

/// Field lines in the order they came, spelled as they came, in one byte buffer.
///
/// Emptying keeps the memory, so a connection reads one request after another without allocating.
public struct Fields: Sendable {
  private struct Line: Sendable, BitwiseCopyable {
    var nameStart: UInt32
    var nameCount: UInt32
    var valueStart: UInt32
    var valueCount: UInt32
    var known: FieldName
  }

  /// Names and values; between the two of a line may stand what stood there when it was read.
  private var bytes: [UInt8] = []
  private var lines: [Line] = []

  package init() {}

  public var count: Int { lines.count }
  public var isEmpty: Bool { lines.isEmpty }
  public var indices: Range<Int> { 0..<lines.count }
  /// Octets of all names and values.
  package var byteCount: Int { lines.reduce(0) { $0 + Int($1.nameCount) + Int($1.valueCount) } }

  public func known(_ index: Int) -> FieldName { lines[index].known }

  @_lifetime(borrow self)
  public func name(_ index: Int) -> Span<UInt8> {
    let line = lines[index]
    return bytes.span.extracting(Int(line.nameStart)..<Int(line.nameStart &+ line.nameCount))
  }

  /// The value without surrounding white space.
  @_lifetime(borrow self)
  public func value(_ index: Int) -> Span<UInt8> {
    let line = lines[index]
    return bytes.span.extracting(Int(line.valueStart)..<Int(line.valueStart &+ line.valueCount))
  }

  /// The first line called `name`, at `start` or after.
  public func first(_ name: FieldName, from start: Int = 0) -> Int? {
    var index = start
    while index < lines.count {
      if lines[index].known == name { return index }
      index &+= 1
    }
    return nil
  }

  /// The first line called `name` (any name, ASCII case ignored), at `start` or after.
  package func first(named name: Span<UInt8>, from start: Int = 0) -> Int? {
    var index = start
    while index < lines.count {
      if self.name(index).equalsIgnoringCase(name) { return index }
      index &+= 1
    }
    return nil
  }

  public func contains(_ name: FieldName) -> Bool { first(name) != nil }

  /// For tests, configuration and messages: the first value of `name` as text.
  package subscript(_ name: String) -> String? {
    let utf8 = Array(name.utf8)
    return first(named: utf8.span).map { value($0).text }
  }

  package mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
    let start = bytes.count
    bytes.append(span: name)
    bytes.append(span: value)
    lines.append(
      Line(
        nameStart: UInt32(start), nameCount: UInt32(name.count), valueStart: UInt32(start + name.count),
        valueCount: UInt32(value.count), known: FieldName(name)))
  }

  /// Takes in a whole line: its name is its first `nameCount` octets, its value what stands from `valueStart` on. One
  /// copy instead of two.
  mutating func append(_ line: Span<UInt8>, nameCount: Int, valueStart: Int) {
    let start = UInt32(truncatingIfNeeded: bytes.count)
    bytes.append(span: line)
    lines.append(
      Line(
        nameStart: start, nameCount: UInt32(truncatingIfNeeded: nameCount),
        valueStart: start &+ UInt32(truncatingIfNeeded: valueStart),
        valueCount: UInt32(truncatingIfNeeded: line.count &- valueStart),
        known: FieldName(line.extracting(..<nameCount))))
  }

  package mutating func append(_ name: StaticString, _ value: Span<UInt8>) {
    let spelling = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    append(name: Span(_unsafeElements: spelling), value: value)
  }

  package mutating func append(_ name: String, _ value: String) {
    let (name, value) = (Array(name.utf8), Array(value.utf8))
    append(name: name.span, value: value.span)
  }

  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
  }

  /// Takes out the lines for which `isRemoved` holds; the order of the others stays.
  package mutating func removeAll(where isRemoved: (borrowing Fields, Int) -> Bool) {
    var kept = 0
    for index in indices where !isRemoved(self, index) {
      lines[kept] = lines[index]
      kept += 1
    }
    lines.removeLast(lines.count - kept)
  }
}

extension [UInt8] {
  package mutating func append(span: Span<UInt8>) {
    span.withUnsafeBufferPointer { append(contentsOf: $0) }
  }

  package mutating func append(_ literal: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }
}
