import DNSWire
import Primitives

extension Zone {
  package var hasHashedDenial: Bool { if case .hashes = denial { true } else { false } }

  /// The entry whose NSEC or NSEC3 record matches or covers `name`, its octets without the apex: the last of the chain at
  /// or before it in canonical order; before the first one stands the last (RFC 5155 section 1.3).
  ///
  /// Nil if the zone has no chain.
  package func denial(of name: Span<UInt8>) -> (node: ZoneNode, isMatch: Bool)? {
    guard chain.count > 0 else { return nil }
    let labels = CanonicalLabels(name)
    var (low, high) = (0, chain.count)
    while low < high {
      let middle = (low + high) / 2
      let node = node(at: Int(chain[middle]))
      let entry = octets.extracting(node.nameRange)
      let order = labels.compare(name, with: entry, CanonicalLabels(entry))
      if order == 0 { return (node, true) }
      if order < 0 { high = middle } else { low = middle + 1 }
    }
    return (node(at: Int(chain[low == 0 ? chain.count - 1 : low - 1])), false)
  }

  /// The NSEC or NSEC3 RRset of an entry of the chain.
  package func denialSet(at node: ZoneNode) -> RecordSet? {
    switch denial {
    case .none: nil
    case .names: recordSet(.nsec, at: node)
    case .hashes: recordSet(.nsec3, at: node)
    }
  }
}
