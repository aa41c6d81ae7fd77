import Primitives
import Testing
import Traces

@Suite struct BatchObjectsTests {
  private static func requests(_ ids: [UInt64]) -> [Request] { ids.map { Request(id: $0, size: 1, time: 0) } }

  @Test("Objects are numbered in the order of their first requests, those of each batch anew")
  func order() {
    var objects = BatchObjects()
    #expect(objects.ids == [] && objects.numbers == [])
    objects.number(Self.requests([7, 0, 7, .max, 0, 7]))
    #expect(objects.ids == [7, 0, .max] && objects.numbers == [0, 1, 0, 2, 1, 0])
    objects.number(Self.requests([0, 7]))
    #expect(objects.ids == [0, 7] && objects.numbers == [0, 1])
    objects.number([])
    #expect(objects.ids == [] && objects.numbers == [])
    #expect(BatchObjects(of: Self.requests([5])).numbers == [0])
  }

  @Test(
    "Each request's number leads to its id, whatever ids have in common",
    arguments: [0, 16, 48, 60] as [UInt64])
  func numbers(shift: UInt64) {
    var random = SplitMix64(seed: shift)
    var objects = BatchObjects()
    for count in [1_000, 32_768, 10] {
      let ids = (0..<count).map { _ in random.next() % 3_000 << shift }
      objects.number(Self.requests(ids))
      #expect(objects.numbers.map { objects.ids[Int($0)] } == ids)
      #expect(Set(objects.ids).count == objects.ids.count && Set(objects.ids) == Set(ids))
    }
  }
}
