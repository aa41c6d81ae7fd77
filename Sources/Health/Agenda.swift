import Primitives

/// What is to happen when. Things due at one instant come in the order they were added, so that a run repeats itself.
///
/// Mostly things are added in the order they are due: each an interval after another. So there are a few lanes, each in
/// order, and what fits behind none stands in a binary heap: with 160,000 checkers a heap alone costs a cache miss for each
/// of its levels, a lane one.
struct Agenda: Sendable {
  private struct Entry: Sendable {
    var due: Int64
    var sequence: UInt64
    var item: Int

    func comes(before other: Entry) -> Bool {
      due == other.due ? sequence < other.sequence : due < other.due
    }
  }

  /// Entries in order; those before `start` are gone.
  private struct Lane: Sendable {
    var entries: [Entry] = []
    var start = 0
    var first: Entry? { start < entries.count ? entries[start] : nil }

    mutating func removeFirst() {
      start += 1
      guard 2 * start >= entries.count else { return }
      entries.removeFirst(start)
      start = 0
    }
  }

  /// One for each interval that checks may have.
  private var lanes = [Lane](repeating: Lane(), count: 2)
  private var heap: [Entry] = []
  private var sequence: UInt64 = 0

  var count: Int { lanes.reduce(heap.count) { $0 + $1.entries.count - $1.start } }

  /// The first of all, and the lane it stands in, nil for the heap.
  private var first: (entry: Entry, lane: Int?)? {
    var best: (entry: Entry, lane: Int?)? = heap.first.map { ($0, nil) }
    for index in lanes.indices {
      guard let entry = lanes[index].first, best.map({ entry.comes(before: $0.entry) }) ?? true else {
        continue
      }
      best = (entry, index)
    }
    return best
  }

  var next: Instant? { first.map { Instant(nanosecondsSinceEpoch: $0.entry.due) } }

  mutating func removeAll() {
    for index in lanes.indices { lanes[index] = Lane() }
    heap.removeAll(keepingCapacity: true)
  }

  mutating func add(_ item: Int, at due: Instant) {
    sequence += 1
    let entry = Entry(due: due.nanosecondsSinceEpoch, sequence: sequence, item: item)
    // Behind the nearest before it: then each interval keeps a lane to itself.
    var lane: Int?
    for index in lanes.indices {
      guard let last = lanes[index].entries.last else {
        lane = lane ?? index
        continue
      }
      guard last.due <= entry.due else { continue }
      if let best = lane, let other = lanes[best].entries.last, other.due >= last.due { continue }
      lane = index
    }
    if let lane { lanes[lane].entries.append(entry) } else { push(entry) }
  }

  /// The first thing that is due by `now`.
  mutating func pop(by now: Instant) -> Int? {
    guard let (entry, lane) = first, entry.due <= now.nanosecondsSinceEpoch else { return nil }
    if let lane { lanes[lane].removeFirst() } else { popHeap() }
    return entry.item
  }

  private mutating func push(_ entry: Entry) {
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

  private mutating func popHeap() {
    let last = heap.removeLast()
    guard !heap.isEmpty else { return }
    var hole = 0
    while case var child = 2 * hole + 1, child < heap.count {
      if child + 1 < heap.count, heap[child + 1].comes(before: heap[child]) { child += 1 }
      guard heap[child].comes(before: last) else { break }
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = last
  }
}
