import Primitives

/// What is to happen when: a binary heap. Things due at one instant come in the order they were added, so that a run
/// repeats itself.
struct Agenda: Sendable {
  private struct Entry: Sendable {
    var due: Int64
    var sequence: UInt64
    var item: Int

    func comes(before other: Entry) -> Bool {
      due == other.due ? sequence < other.sequence : due < other.due
    }
  }

  private var heap: [Entry] = []
  private var sequence: UInt64 = 0

  var count: Int { heap.count }
  var next: Instant? { heap.first.map { Instant(nanosecondsSinceEpoch: $0.due) } }

  mutating func removeAll() { heap.removeAll(keepingCapacity: true) }

  mutating func add(_ item: Int, at due: Instant) {
    sequence += 1
    let entry = Entry(due: due.nanosecondsSinceEpoch, sequence: sequence, item: item)
    heap.append(entry)
    var hole = heap.count - 1
    while hole > 0 {
      let parent = (hole - 1) / 2
      guard entry.comes(before: heap[parent]) else { break }
      heap[hole] = heap[parent]
      hole = parent
    }
    heap[hole] = entry
  }

  /// The first thing that is due by `now`.
  mutating func pop(by now: Instant) -> Int? {
    guard let first = heap.first, first.due <= now.nanosecondsSinceEpoch else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.item }
    var hole = 0
    while case var child = 2 * hole + 1, child < heap.count {
      if child + 1 < heap.count, heap[child + 1].comes(before: heap[child]) { child += 1 }
      guard heap[child].comes(before: last) else { break }
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = last
    return first.item
  }
}
