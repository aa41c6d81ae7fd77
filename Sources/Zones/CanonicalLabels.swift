import DNSWire
import Primitives

/// Where the labels of a name stand, the highest first: what canonical order goes by (RFC 4034 section 6.1).
struct CanonicalLabels: BitwiseCopyable {
  private var starts = InlineArray<128, UInt8>(repeating: 0)
  private(set) var count = 0

  /// The last `apexOctets` octets of `name` are left out.
  init(_ name: Span<UInt8>, apexOctets: Int = 0) {
    var position = 0
    while position < name.count - apexOctets {
      starts[count] = UInt8(position)
      count += 1
      position += Int(name[position]) + 1
    }
  }

  subscript(level: Int) -> Int { Int(starts[count - 1 - level]) }

  /// Negative if `a` comes before `b`, 0 if they are the same name; `self` are the labels of `a`.
  func compare(_ a: Span<UInt8>, with b: Span<UInt8>, _ others: CanonicalLabels) -> Int {
    for level in 0..<min(count, others.count) {
      let (i, j) = (self[level], others[level])
      let (m, n) = (Int(a[i]), Int(b[j]))
      for index in 1..<(min(m, n) + 1) {
        let (x, y) = (a[i + index].asciiLowercased, b[j + index].asciiLowercased)
        if x != y { return Int(x) - Int(y) }
      }
      if m != n { return m - n }
    }
    return count - others.count
  }
}
