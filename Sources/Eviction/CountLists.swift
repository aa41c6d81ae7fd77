/// Cached objects by how often they were asked for: the lowest count first, among equal counts the one that reached
/// the count first.
///
/// Shah, Mitra, Matani, "An O(1) algorithm for implementing the LFU cache eviction scheme", 2010: a list of counts in
/// use, each with a queue of its objects, so that every step takes constant time.
struct CountLists: Sendable {
  /// An object in the queue of its count; as a ring, closed by the bucket's own object-less end.
  private struct Node: BitwiseCopyable {
    var next: UInt32
    var previous: UInt32
    var bucket: UInt32
  }

  private struct Bucket: BitwiseCopyable {
    var count: UInt64
    /// First to leave and last; `none` both when empty.
    var first: UInt32
    var last: UInt32
    /// Buckets of the next lower and higher count; bucket 0 is the end of the ring.
    var lower: UInt32
    var higher: UInt32
  }

  private static let none = UInt32.max

  private var nodes = PerSlot(Node(next: none, previous: none, bucket: 0))
  private var buckets = [Bucket(count: 0, first: none, last: none, lower: 0, higher: 0)]
  private var unused: [UInt32] = []

  /// Who has the lowest count, for longest.
  var first: UInt32? {
    let lowest = buckets[0].higher
    return lowest == 0 ? nil : buckets[Int(lowest)].first
  }

  func count(of slot: UInt32) -> UInt64 { buckets[Int(nodes[slot].bucket)].count }

  /// Count 1.
  mutating func insert(_ slot: UInt32) { append(slot, to: bucket(of: 1, above: 0)) }

  mutating func increment(_ slot: UInt32) {
    let old = nodes[slot].bucket
    let new = bucket(of: buckets[Int(old)].count + 1, above: old)
    remove(slot)
    append(slot, to: new)
  }

  mutating func remove(_ slot: UInt32) {
    let node = nodes[slot]
    let bucket = Int(node.bucket)
    if node.previous == Self.none {
      buckets[bucket].first = node.next
    } else {
      nodes[node.previous].next = node.next
    }
    if node.next == Self.none {
      buckets[bucket].last = node.previous
    } else {
      nodes[node.next].previous = node.previous
    }
    guard buckets[bucket].first == Self.none else { return }
    let (lower, higher) = (buckets[bucket].lower, buckets[bucket].higher)
    buckets[Int(lower)].higher = higher
    buckets[Int(higher)].lower = lower
    unused.append(node.bucket)
  }

  /// The bucket of `count`, which belongs next above `lower`; made when there is none.
  private mutating func bucket(of count: UInt64, above lower: UInt32) -> UInt32 {
    let higher = buckets[Int(lower)].higher
    if higher != 0, buckets[Int(higher)].count == count { return higher }
    let bucket = Bucket(count: count, first: Self.none, last: Self.none, lower: lower, higher: higher)
    let new: UInt32
    if let index = unused.popLast() {
      new = index
      buckets[Int(index)] = bucket
    } else {
      new = UInt32(buckets.count)
      buckets.append(bucket)
    }
    buckets[Int(lower)].higher = new
    buckets[Int(higher)].lower = new
    return new
  }

  private mutating func append(_ slot: UInt32, to bucket: UInt32) {
    let last = buckets[Int(bucket)].last
    nodes[slot] = Node(next: Self.none, previous: last, bucket: bucket)
    if last == Self.none { buckets[Int(bucket)].first = slot } else { nodes[last].next = slot }
    buckets[Int(bucket)].last = slot
  }
}
