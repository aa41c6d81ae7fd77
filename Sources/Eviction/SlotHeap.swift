/// A priority queue of cached objects: the lowest key first, among equal keys the one whose key was set first.
///
/// A heap with four children a node, which is half as deep as the binary one and has siblings in one cache line or
/// two; each slot knows its place, so any object can change its key or leave.
struct SlotHeap<Key: Comparable & BitwiseCopyable & Sendable>: Sendable {
  private struct Entry: BitwiseCopyable {
    var key: Key
    var order: UInt64
    var slot: UInt32

    static func < (a: Entry, b: Entry) -> Bool { a.key < b.key || (a.key == b.key && a.order < b.order) }
  }

  private var entries: [Entry] = []
  private var places = PerSlot<UInt32>(0)
  private var sets: UInt64 = 0

  var isEmpty: Bool { entries.isEmpty }
  var first: (slot: UInt32, key: Key)? { entries.first.map { ($0.slot, $0.key) } }

  mutating func insert(_ slot: UInt32, key: Key) {
    sets += 1
    let entry = Entry(key: key, order: sets, slot: slot)
    entries.append(entry)
    rise(entry, from: entries.count - 1)
  }

  mutating func setKey(of slot: UInt32, to key: Key) {
    sets += 1
    settle(Entry(key: key, order: sets, slot: slot), at: Int(places[slot]))
  }

  mutating func remove(_ slot: UInt32) {
    let place = Int(places[slot])
    let last = entries.removeLast()
    if place < entries.count { settle(last, at: place) }
  }

  private mutating func settle(_ entry: Entry, at place: Int) {
    if place > 0, entry < entries[(place - 1) / 4] {
      rise(entry, from: place)
    } else {
      sink(entry, from: place)
    }
  }

  private mutating func rise(_ entry: Entry, from start: Int) {
    var place = start
    while place > 0 {
      let parent = (place - 1) / 4
      guard entry < entries[parent] else { break }
      put(entries[parent], at: place)
      place = parent
    }
    put(entry, at: place)
  }

  private mutating func sink(_ entry: Entry, from start: Int) {
    var place = start
    while true {
      let children = place * 4 + 1
      guard children < entries.count else { break }
      var least = children
      for child in children + 1..<max(children + 1, min(children + 4, entries.count))
      where entries[child] < entries[least] { least = child }
      guard entries[least] < entry else { break }
      put(entries[least], at: place)
      place = least
    }
    put(entry, at: place)
  }

  private mutating func put(_ entry: Entry, at place: Int) {
    entries[place] = entry
    places[entry.slot] = UInt32(truncatingIfNeeded: place)
  }
}
