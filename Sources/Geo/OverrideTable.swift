import Primitives

/// The overrides of one address family, laid flat: ranges that do not overlap and cover the whole family.
struct OverrideTable: ~Copyable, Sendable {
  private struct Segment: BitwiseCopyable, Sendable {
    var first: UInt128
    /// Index into `locations`; -1 where no override holds.
    var location: Int
  }

  private let segments: FrozenArray<Segment>
  private let locations: FrozenArray<ClientLocation>

  /// Of two networks of which one holds the other, the longer prefix counts. No network stands twice.
  init(_ overrides: [LocationOverride], family: IPAddress.Family) {
    var locations: [ClientLocation] = []
    var segments = [Segment(first: 0, location: -1)]
    var open: [(last: UInt128, location: Int)] = []

    func put(_ first: UInt128, _ location: Int) {
      if segments.last?.first == first { segments.removeLast() }
      // Neighbours of the same place are one range, and may share a scope.
      if segments.last?.location != location { segments.append(Segment(first: first, location: location)) }
    }
    let end = IPAddress.lastBits(family)
    func close(before first: UInt128?) {
      while let inner = open.last, first.map({ inner.last < $0 }) ?? true {
        open.removeLast()
        if inner.last < end { put(inner.last + 1, open.last?.location ?? -1) }
      }
    }
    let sorted = overrides.filter { $0.network.address.family == family }.sorted {
      ($0.network.address.bits, $0.network.length) < ($1.network.address.bits, $1.network.length)
    }
    for override in sorted {
      let first = override.network.address.bits
      close(before: first)
      let location = locations.firstIndex(of: override.location) ?? locations.count
      if location == locations.count { locations.append(override.location) }
      put(first, location)
      open.append((override.network.last, location))
    }
    close(before: nil)
    self.segments = FrozenArray(segments)
    self.locations = FrozenArray(locations)
  }

  /// What an override says of `address`, nil if none holds it; and the length of the widest block around it of which
  /// that is true. Allocates nothing.
  func find(_ address: IPAddress) -> (location: ClientLocation?, prefixLength: Int) {
    var low = 1
    var high = segments.count
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].first <= address.bits { low = middle + 1 } else { high = middle }
    }
    let segment = segments[low - 1]
    let last = low < segments.count ? segments[low].first - 1 : IPAddress.lastBits(address.family)
    return (
      segment.location < 0 ? nil : locations[segment.location],
      address.widestPrefix(from: segment.first, to: last)
    )
  }
}

extension IPAddress {
  fileprivate static func lastBits(_ family: Family) -> UInt128 { family == .v4 ? 0xFFFF_FFFF : .max }
}

extension IPPrefix {
  /// The last address of the block.
  fileprivate var last: UInt128 {
    let hostBits = address.bitWidth - length
    return hostBits == 128 ? .max : address.bits | ((UInt128(1) << UInt128(hostBits)) - 1)
  }
}
