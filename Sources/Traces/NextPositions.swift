import Eviction

/// For each request of a trace, the number of the next request for its object: what policies that know the future
/// want, for formats that do not carry it. 8 octets a request.
package struct NextPositions: Sendable {
  private var table = SlotTable()
  /// By slot: the number of the object's latest request.
  private var latest: [Int] = []
  private var next: [Int] = []

  package init() {}

  package mutating func count(_ batch: [Request]) {
    for request in batch {
      next.append(Request.never)
      if let slot = table.slot(of: request.id) {
        next[latest[Int(slot)] - 1] = next.count
        latest[Int(slot)] = next.count
      } else {
        table.insert(request.id, at: table.takeSlot())
        latest.append(next.count)
      }
    }
  }

  /// Sets `next` of requests whose first has the number `number`, from 1.
  package func fill(_ batch: inout [Request], number: Int) {
    for index in batch.indices where number + index <= next.count {
      batch[index].next = next[number + index - 1]
    }
  }
}
