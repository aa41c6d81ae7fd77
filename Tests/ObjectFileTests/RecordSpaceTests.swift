import ObjectFile
import Primitives
import Testing

@Suite struct RecordSpaceTests {
  /// Gives out room by size; remembers who left, and who may not.
  struct Ring {
    var space: RecordSpace<String>
    var left: [String] = []
    var busy: Set<String> = []

    init(_ bounds: Range<Int>) { space = RecordSpace(bounds) }

    mutating func add(_ name: String, _ count: Int) -> Int? {
      var (left, busy) = ([String](), busy)
      let place = space.makeRoom(for: count) { tenant in
        left.append(tenant)
        return !busy.contains(tenant)
      }
      self.left += left
      busy = []
      if place != nil { space.take(count, for: name) }
      return place
    }
  }

  @Test("The oldest leave first")
  func oldestFirst() {
    var ring = Ring(10..<40)
    #expect([ring.add("a", 10), ring.add("b", 10), ring.add("c", 10)] == [10, 20, 30])
    #expect(ring.left.isEmpty)
    #expect(ring.add("d", 5) == 10)
    #expect(ring.add("e", 5) == 15)
    #expect(ring.left == ["a"])
    #expect(ring.add("f", 20) == 20)
    #expect(ring.left == ["a", "b", "c"])
  }

  @Test("What does not fit before the end begins at the start")
  func wraps() {
    var ring = Ring(0..<100)
    _ = (ring.add("a", 60), ring.add("b", 30))
    #expect(ring.add("c", 20) == 0)
    #expect(ring.left == ["a"])
    #expect(ring.add("d", 40) == 20)
    #expect(ring.left == ["a"])
  }

  @Test("What is being read is passed over, and its room is not written")
  func busy() {
    var ring = Ring(0..<100)
    _ = (ring.add("a", 30), ring.add("b", 30), ring.add("c", 40))
    ring.busy = ["b"]
    #expect(ring.add("d", 50) == nil)
    #expect(ring.add("e", 40) == 60)
    ring.busy = []
    #expect(ring.add("f", 50) == 0)
  }

  @Test func tooLarge() {
    var ring = Ring(0..<100)
    #expect(ring.add("a", 101) == nil)
    #expect(ring.add("b", 100) == 0)
    #expect(ring.left.isEmpty)
  }

  @Test("After a scan room is given out where the last record ended")
  func restored() {
    var space = RecordSpace(0..<100, head: 50, [(0..<20, "new"), (50..<70, "old"), (80..<95, "older")])
    var left: [String] = []
    let place = space.makeRoom(for: 25) { tenant in
      left.append(tenant)
      return true
    }
    #expect(place == 50 && left == ["old"])
  }

  @Test("No two records ever share an octet", arguments: 0..<20)
  func neverShared(seed: UInt64) {
    var random = RandomStream(seed: seed, kind: "room")
    var space = RecordSpace<Int>(0..<1000)
    var live: [Int: Range<Int>] = [:]
    var busy: Set<Int> = []
    for number in 0..<2000 {
      let count = 1 + Int(random.next() % 300)
      if let some = live.keys.sorted().first(where: { _ in random.next() % 4 == 0 }) { busy.insert(some) }
      if random.next() % 3 == 0 { busy.removeAll() }
      let held = busy
      let place = space.makeRoom(for: count) { tenant in
        guard !held.contains(tenant) else { return false }
        live[tenant] = nil
        return true
      }
      guard let place else { continue }
      let range = place..<place + count
      #expect(range.upperBound <= 1000 && !live.values.contains { $0.overlaps(range) })
      space.take(count, for: number)
      live[number] = range
    }
    #expect(!live.isEmpty)
  }
}
