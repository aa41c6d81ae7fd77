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

  subscript(index: Int) -> Element {
    precondition(index >= 0 && index < elements.count)
    return elements[index]
  }
}

extension EmbeddedTable where Element: Comparable {
  /// The last element that is not above `key`, of a sorted table whose first element is the least of all keys.
  func index(atOrBelow key: Element) -> Int {
    var low = 1
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= key { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }
}

extension EmbeddedTable<UInt8> {
  /// The whole table as UTF-8.
  var text: String { String(decoding: elements, as: UTF8.self) }
}
