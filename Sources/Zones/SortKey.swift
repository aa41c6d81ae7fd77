import DNSWire
import Primitives

/// A name below the apex as its labels from there down, lower case, each ended by 0, and 0 and 1 escaped: keys compare
/// octet by octet as names do in canonical order. The first 16 octets are kept.
struct SortKey: BitwiseCopyable {
  private(set) var high: UInt64 = 0
  private(set) var low: UInt64 = 0
  private(set) var isWhole = true

  init(_ name: Span<UInt8>, apexOctets: Int) {
    fill(name, CanonicalLabels(name, apexOctets: apexOctets))
  }

  private mutating func fill(_ name: Span<UInt8>, _ labels: CanonicalLabels) {
    var count = 0
    func put(_ octet: UInt8, _ key: inout SortKey) {
      if count < 8 {
        key.high |= UInt64(octet) << UInt64(56 - count * 8)
      } else if count < 16 {
        key.low |= UInt64(octet) << UInt64(120 - count * 8)
      }
      count += 1
    }
    for level in 0..<labels.count {
      let start = labels[level]
      for index in (start + 1)..<(start + 1 + Int(name[start])) {
        let octet = name[index].asciiLowercased
        if octet < 2 { put(1, &self) }
        put(octet < 2 ? octet + 1 : octet, &self)
        if count > 16 { return isWhole = false }
      }
      put(0, &self)
    }
    isWhole = count <= 16
  }
}
