/// What is to happen when, on the virtual clock: ordered by the due time, and things due at one instant in the order they
/// were added, so that a run repeats itself.
///
/// A heap of four children a node: half the levels of a binary one, and the children of a node share a cache line or two.
package struct EventQueue<Event: Sendable>: Sendable {
  private struct Entry: Sendable {
    var due: Int64
    var sequence: UInt64
    var event: Event

    @inline(__always)
    func comes(before other: Entry) -> Bool {
      due == other.due ? sequence < other.sequence : due < other.due
    }
  }

  private var entries: [Entry] = []
  private var sequence: UInt64 = 0

  package init() {}

  package var count: Int { entries.count }
  package var isEmpty: Bool { entries.isEmpty }
  /// Nanoseconds since the start of the run; nil if nothing is to happen.
  package var nextDue: Int64? { entries.first?.due }

  package mutating func add(_ event: Event, at due: Int64) {
    let entry = Entry(due: due, sequence: sequence, event: event)
    sequence += 1
    entries.append(entry)
    var hole = entries.count - 1
    while hole > 0 {
      let parent = (hole - 1) / 4
      guard entry.comes(before: entries[parent]) else { break }
      entries[hole] = entries[parent]
      hole = parent
    }
    entries[hole] = entry
  }

  package mutating func popFirst() -> (due: Int64, event: Event)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty { sink(last) }
    return (first.due, first.event)
  }

  private mutating func sink(_ entry: Entry) {
    let count = entries.count
    var hole = 0
    while case let firstChild = 4 * hole + 1, firstChild < count {
      var child = firstChild
      for other in firstChild + 1..<max(firstChild + 1, min(firstChild + 4, count))
      where entries[other].comes(before: entries[child]) {
        child = other
      }
      guard entries[child].comes(before: entry) else { break }
      entries[hole] = entries[child]
      hole = child
    }
    entries[hole] = entry
  }
}
