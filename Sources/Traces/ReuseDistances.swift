import Eviction

/// The exact miss-ratio curve of LRU from one pass: for each request, what was asked for since its object's last one.
///
/// A request hits in an LRU cache if the distinct objects asked for since the last request for its object, and the
/// object, fit (Mattson, Gecsei, Slutz, Traiger, IBM Systems Journal 9(2), 1970). Counted with a Fenwick tree over the
/// order of last requests (Bennett, Kruskal, IBM Journal of Research and Development 19(4), 1975), which is packed
/// when it is full: memory for each distinct object, O(log objects) a request. Exact in objects; in octets LRU has not
/// quite the stack property (what is evicted to make room for a large object may be smaller than the gap left), and
/// the curve is what a cache without that gap would have.
package struct ReuseDistances: Sendable {
  private let ignoresSizes: Bool
  private var table = SlotTable()
  /// By slot: the object's place in the order, and its size.
  private var places: [Int] = []
  private var sizes: [Int] = []
  /// By place: the slot that was asked for then, and is not asked for since; else `gone`.
  private var order: [UInt32] = []
  private var tree: [Int]
  private var total = 0
  private var histogram = DistanceHistogram()
  private static var gone: UInt32 { .max }

  package init(ignoresSizes: Bool) {
    self.ignoresSizes = ignoresSizes
    tree = Array(repeating: 0, count: 1025)
  }

  package mutating func count(_ batch: [Request], in range: Range<Int>) {
    for index in range { count(batch[index]) }
  }

  private mutating func count(_ request: Request) {
    if order.count == tree.count - 1 { pack() }
    let size = ignoresSizes ? 1 : request.size
    let slot: UInt32
    if let known = table.slot(of: request.id) {
      slot = known
      let place = places[Int(slot)]
      // What is as recent as the object's last request, the object itself among it.
      histogram.add(distance: total - sum(before: place), octets: request.size)
      add(-sizes[Int(slot)], at: place)
      order[place] = Self.gone
    } else {
      slot = table.takeSlot()
      table.insert(request.id, at: slot)
      places.append(0)
      sizes.append(size)
      histogram.addCold(octets: request.size)
    }
    places[Int(slot)] = order.count
    add(sizes[Int(slot)], at: order.count)
    order.append(slot)
  }

  /// Drops the places whose objects were asked for since; twice as many as there are objects are kept.
  private mutating func pack() {
    order.removeAll { $0 == Self.gone }
    tree = Array(repeating: 0, count: max(1024, 2 * order.count) + 1)
    order.reserveCapacity(tree.count)
    total = 0
    for (place, slot) in order.enumerated() {
      places[Int(slot)] = place
      add(sizes[Int(slot)], at: place)
    }
  }

  private mutating func add(_ size: Int, at place: Int) {
    total += size
    var index = place + 1
    while index < tree.count {
      tree[index] += size
      index += index & -index
    }
  }

  private func sum(before place: Int) -> Int {
    var (index, sum) = (place, 0)
    while index > 0 {
      sum += tree[index]
      index &= index - 1
    }
    return sum
  }

  /// Of what was counted so far.
  package var curve: DistanceHistogram { histogram }
}

/// How often each reuse distance came up: exact up to 4096, then in steps of a 256th of a power of two.
package struct DistanceHistogram: Hashable, Sendable {
  private var hits: [Int] = []
  private var hitOctets: [Int] = []
  package private(set) var requests = 0
  package private(set) var octets = 0

  private static let exactBits = 12
  private static let stepBits = 8

  mutating func addCold(octets: Int) {
    requests += 1
    self.octets += octets
  }

  mutating func add(distance: Int, octets: Int) {
    addCold(octets: octets)
    let bucket = Self.bucket(of: distance)
    while hits.count <= bucket {
      hits.append(0)
      hitOctets.append(0)
    }
    hits[bucket] += 1
    hitOctets[bucket] += octets
  }

  static func bucket(of distance: Int) -> Int {
    guard distance >= 1 << exactBits else { return distance }
    let exponent = Int.bitWidth - 1 - distance.leadingZeroBitCount
    let step = distance >> (exponent - stepBits) - 1 << stepBits
    return 1 << exactBits + (exponent - exactBits) << stepBits + step
  }

  /// The largest distance in a bucket: a cache of that size has all its hits.
  static func largest(in bucket: Int) -> Int {
    guard bucket >= 1 << exactBits else { return bucket }
    let (row, step) = (bucket - 1 << exactBits).quotientAndRemainder(dividingBy: 1 << stepBits)
    let exponent = exactBits + row
    return (1 << stepBits + step + 1) << (exponent - stepBits) - 1
  }

  /// Misses and missed octets of an LRU cache, at each size where they change.
  package var points: [(size: Int, misses: Int, missedOctets: Int)] {
    var (misses, missedOctets) = (requests, octets)
    var points: [(size: Int, misses: Int, missedOctets: Int)] = []
    for bucket in hits.indices where hits[bucket] > 0 {
      misses -= hits[bucket]
      missedOctets -= hitOctets[bucket]
      points.append((Self.largest(in: bucket), misses, missedOctets))
    }
    return points
  }

  /// Misses of an LRU cache of `size`.
  package func misses(at size: Int) -> Int {
    requests - hits.prefix(Self.bucket(of: size + 1)).reduce(0, +)
  }
}
