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

  private final class Body {}

  @Test("A tenant that nobody else has is known as such when it is to leave")
  func uniquelyHeld() {
    var space = RecordSpace<Body>(0..<30)
    let held = Body()
    for tenant in [Body(), held, Body()] {
      #expect(space.makeRoom(for: 10) { _ in false } != nil)
      space.take(10, for: tenant)
    }
    var free: [Bool] = []
    let place = space.makeRoom(for: 10) { tenant in
      free.append(isKnownUniquelyReferenced(&tenant))
      return free.last == true
    }
    #expect(place == 0 && free == [true])
    space.take(10, for: Body())
    let next = space.makeRoom(for: 10) { tenant in
      free.append(isKnownUniquelyReferenced(&tenant))
      return free.last == true
    }
    #expect(next == 20 && free == [true, false, true])
    withExtendedLifetime(held) {}
  }

  @Test("Those who have room, in the order of the file, wherever is written next")
  func walk() {
    var ring = Ring(0..<100)
    for name in ["a", "b", "c", "d"] { _ = ring.add(name, 25) }
    _ = ring.add("e", 30)
    #expect(ring.left == ["a", "b"])
    var names: [String] = []
    var offset = 0
    while let (range, tenant) = ring.space.first(from: offset) {
      names.append("\(tenant) \(range.lowerBound)")
      offset = range.upperBound
    }
    #expect(names == ["e 0", "c 50", "d 75"])
    #expect(ring.space.first(from: 51)?.tenant == "d")
    #expect(ring.space.first(from: 76) == nil)
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
