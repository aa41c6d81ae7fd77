extension Sequence {
  /// Ascending by `key`; those that are equal in it stay in their order.
  package func ordered<Key: Comparable>(by key: (Element) -> Key) -> [Element] {
    let keyed = enumerated().map { (key: key($1), offset: $0, element: $1) }
    let ordered = keyed.sorted { a, b in a.key == b.key ? a.offset < b.offset : a.key < b.key }
    return ordered.map(\.element)
  }
}
