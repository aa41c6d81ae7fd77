import Primitives

/// Which part of a file belongs to which record: room is given out from the first octet to the last and then from the first
/// again, and who was there leaves. The oldest leave first (FIFO); what is still being read is passed over.
package struct RecordSpace<Tenant> {
  private struct Entry {
    var range: Range<Int>
    var tenant: Tenant
  }

  /// Octets that may be given out.
  package let bounds: Range<Int>
  /// Where the next room begins.
  private var head: Int
  /// In the order of the file: those before the head, and, turned around, those behind it.
  private var behind: [Entry] = []
  private var ahead: [Entry] = []

  package init(_ bounds: Range<Int>) { (self.bounds, head) = (bounds, bounds.lowerBound) }

  /// With what a scan has found, in the order of the file; room is given out from `head` on.
  package init(_ bounds: Range<Int>, head: Int, _ found: [(range: Range<Int>, tenant: Tenant)]) {
    self.init(bounds)
    self.head = bounds.contains(head) ? head : bounds.lowerBound
    for (range, tenant) in found where range.upperBound <= bounds.upperBound {
      behind.append(Entry(range: range, tenant: tenant))
    }
    while let last = behind.last, last.range.lowerBound >= self.head { ahead.append(behind.removeLast()) }
  }

  /// Where `count` octets are free now; nil if there is no such room. They are to be taken at once (`take`).
  ///
  /// - Parameter release: says whether nobody reads what the tenant has; called once for each that leaves.
  package mutating func makeRoom(for count: Int, release: (inout Tenant) -> Bool) -> Int? {
    guard count <= bounds.count else { return nil }
    var hasWrapped = false
    var start = head
    while true {
      if start + count > bounds.upperBound {
        guard !hasWrapped else {
          head = start
          return nil
        }
        hasWrapped = true
        while let entry = ahead.popLast() { behind.append(entry) }
        swap(&ahead, &behind)
        ahead.reverse()
        start = bounds.lowerBound
      } else if let next = ahead.last?.range.lowerBound, next < start + count {
        // No other copy of the entry: who releases it asks whether anybody else has the tenant.
        var entry = ahead.removeLast()
        if release(&entry.tenant) { continue }
        behind.append(entry)
        start = entry.range.upperBound
      } else {
        head = start
        return start
      }
    }
  }

  /// The first tenant from `offset` on; nil: there is none up to the end of the file.
  package func first(from offset: Int) -> (range: Range<Int>, tenant: Tenant)? {
    let next = behind.indices.partitioningIndex { behind[$0].range.lowerBound >= offset }
    if next < behind.count { return (behind[next].range, behind[next].tenant) }
    let end = ahead.indices.partitioningIndex { ahead[$0].range.lowerBound < offset }
    return end == 0 ? nil : (ahead[end - 1].range, ahead[end - 1].tenant)
  }

  /// Gives the room that `makeRoom` has found to a tenant.
  package mutating func take(_ count: Int, for tenant: Tenant) {
    behind.append(Entry(range: head..<head + count, tenant: tenant))
    head += count
  }
}
