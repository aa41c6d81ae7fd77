import Primitives

/// Networks as ranges of addresses that do not overlap, in order: a look-up is a binary search.
struct AddressSet {
  private let v4: [ClosedRange<UInt128>]
  private let v6: [ClosedRange<UInt128>]

  init(_ prefixes: [IPPrefix]) {
    v4 = Self.ranges(prefixes.filter { $0.address.family == .v4 })
    v6 = Self.ranges(prefixes.filter { $0.address.family == .v6 })
  }

  func contains(_ address: IPAddress) -> Bool {
    let ranges = address.family == .v4 ? v4 : v6
    let index = ranges.indices.partitioningIndex { ranges[$0].upperBound >= address.bits }
    return index < ranges.count && ranges[index].contains(address.bits)
  }

  private static func ranges(_ prefixes: [IPPrefix]) -> [ClosedRange<UInt128>] {
    let sorted = prefixes.map { prefix in
      let width = prefix.address.bitWidth
      let size =
        prefix.length == 0 && width == 128 ? .max : (UInt128(1) << UInt128(width - prefix.length)) - 1
      return prefix.address.bits...(prefix.address.bits + size)
    }.sorted { $0.lowerBound < $1.lowerBound }
    var merged: [ClosedRange<UInt128>] = []
    for range in sorted {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
