import Eviction

/// What there is to know of a trace before it is replayed. Memory for each distinct object.
package struct TraceStatistics: Sendable {
  package private(set) var requests = 0
  package private(set) var octets = 0
  /// Distinct objects, and their octets at the first request of each: the footprint.
  package var objects: Int { table.count }
  package private(set) var footprint = 0
  package private(set) var askedOnce = 0
  package private(set) var firstTime = 0
  package private(set) var lastTime = 0
  package private(set) var smallest = Int.max
  package private(set) var largest = 0

  private var table = SlotTable()
  private var wasAskedAgain: [Bool] = []

  package init() {}

  package mutating func count(_ batch: [Request]) {
    if requests == 0, let first = batch.first { firstTime = first.time }
    requests += batch.count
    for request in batch {
      octets += request.size
      smallest = min(smallest, request.size)
      largest = max(largest, request.size)
      if let slot = table.slot(of: request.id) {
        if !wasAskedAgain[Int(slot)] {
          wasAskedAgain[Int(slot)] = true
          askedOnce -= 1
        }
      } else {
        table.insert(request.id, at: table.takeSlot())
        wasAskedAgain.append(false)
        askedOnce += 1
        footprint += request.size
      }
    }
    if let last = batch.last { lastTime = last.time }
  }
}
