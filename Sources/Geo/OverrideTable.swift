import Primitives

/// The overrides of one address family, laid flat: ranges that do not overlap and cover the whole family. `Bits` is as
/// wide as an address.
struct OverrideTable<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>: ~Copyable,
  Sendable
{
  private struct Segment: BitwiseCopyable, Sendable {
    var first: Bits
    /// Index into `locations`; -1 where no override holds.
    var location: Int
  }

  private let segments: FrozenArray<Segment>
  private let locations: FrozenArray<ClientLocation>

  /// Of two networks of which one holds the other, the longer prefix counts. No network stands twice.
  init(_ overrides: [LocationOverride]) {
    var locations: [ClientLocation] = []
    var segments = [Segment(first: 0, location: -1)]
    var open: [(last: Bits, location: Int)] = []

    func put(_ first: Bits, _ location: Int) {
      if segments.last?.first == first { segments.removeLast() }
      // Neighbours of the same place are one range, and may share a scope.
      if segments.last?.location != location { segments.append(Segment(first: first, location: location)) }
    }
    func close(before first: Bits?) {
      while let inner = open.last, first.map({ inner.last < $0 }) ?? true {
        open.removeLast()
        if inner.last < .max { put(inner.last + 1, open.last?.location ?? -1) }
      }
    }
    let sorted = overrides.filter { $0.network.address.bitWidth == Bits.bitWidth }.sorted {
      ($0.network.address.bits, $0.network.length) < ($1.network.address.bits, $1.network.length)
    }
    for override in sorted {
      let first = Bits(truncatingIfNeeded: override.network.address.bits)
      close(before: first)
      let location = locations.firstIndex(of: override.location) ?? locations.count
      if location == locations.count { locations.append(override.location) }
      put(first, location)
      open.append((override.network.last(), location))
    }
    close(before: nil)
    self.segments = FrozenArray(segments)
    self.locations = FrozenArray(locations)
  }

  /// The number of what an override says of `address`, for `location`, below 0 if none holds it; and the length of the
  /// widest block around it of which that is true. Allocates nothing.
  func find(_ address: Bits) -> (number: Int, prefixLength: Int) {
    var index = 0
    var count = segments.count
    while count > 1 {
      let half = count / 2
      if segments[index &+ half].first <= address { index &+= half }
      count &-= half
    }
    let segment = segments[index]
    let last = index &+ 1 < segments.count ? segments[index &+ 1].first &- 1 : .max
    return (segment.location, address.widestPrefix(from: segment.first, to: last))
  }

  func location(_ number: Int) -> ClientLocation { locations[number] }
}

extension IPPrefix {
  /// The last address of the block.
  fileprivate func last<Bits: FixedWidthInteger>() -> Bits {
    let hostBits = address.bitWidth - length
    return Bits(truncatingIfNeeded: address.bits) | (hostBits == Bits.bitWidth ? ~0 : ~(~0 << Bits(hostBits)))
  }
}
