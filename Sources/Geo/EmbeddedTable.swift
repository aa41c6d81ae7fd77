import CGeoData

/// A table that is part of the executable: read-only memory that lives as long as the process.
///
/// Made on the spot from what a function of CGeoData returns, so that no pointer is kept anywhere. The only place of
/// Geo that touches raw memory; the tables' alignment (16) and length are CGeoData's promise, indexes are checked.
struct EmbeddedTable<Element: BitwiseCopyable> {
  private let elements: UnsafeBufferPointer<Element>

  init(_ data: geo_data) {
    elements = UnsafeRawBufferPointer(start: data.bytes, count: data.count).assumingMemoryBound(
      to: Element.self)
  }

  var count: Int { elements.count }

  /// Good for as long as the process lives.
  var span: Span<Element> {
    @_lifetime(immortal)
    get { _overrideLifetime(Span(_unsafeElements: elements), copying: ()) }
  }

  subscript(index: Int) -> Element {
    precondition(index >= 0 && index < elements.count)
    return elements[index]
  }
}

extension EmbeddedTable where Element: Comparable {
  /// The last element that is not above `key`, of a sorted table whose first element is the least of all keys.
  func index(atOrBelow key: Element) -> Int { index(atOrBelow: key, in: 0..<count) }

  /// The same where it is known to stand in `range`, which is not empty. Without a branch on what is read: what comes is
  /// not to be foreseen.
  func index(atOrBelow key: Element, in range: Range<Int>) -> Int {
    precondition(range.lowerBound >= 0 && range.upperBound <= elements.count)
    var index = range.lowerBound
    var count = range.count
    while count > 1 {
      let half = count / 2
      index = elements[index &+ half] <= key ? index &+ half : index
      count &-= half
    }
    return index
  }
}

extension EmbeddedTable<UInt8> {
  /// The whole table as UTF-8.
  var text: String { String(decoding: elements, as: UTF8.self) }
}
