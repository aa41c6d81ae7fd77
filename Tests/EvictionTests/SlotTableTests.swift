import Eviction
import Primitives
import Testing

@Suite struct SlotTableTests {
  @Test("finds what a dictionary finds", arguments: UInt64(1)...5)
  func againstDictionary(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var table = SlotTable()
    var plain: [UInt64: UInt32] = [:]
    for step in 0..<5000 {
      // Ids that differ in a few high bits only meet in the table.
      let id = UInt64(random.below(300)) << (seed * 11)
      if let slot = plain[id] {
        #expect(table.slot(of: id) == slot && table.id(of: slot) == id, "step \(step)")
        if random.below(3) == 0 {
          table.remove(slot)
          plain[id] = nil
        }
      } else {
        #expect(table.slot(of: id) == nil, "step \(step)")
        let slot = table.takeSlot()
        if random.below(4) == 0 {
          table.giveBack(slot)
        } else {
          table.insert(id, at: slot)
          plain[id] = slot
        }
      }
      #expect(table.count == plain.count)
    }
    #expect(Set(plain.values).count == plain.count && plain.values.allSatisfy { $0 < 300 })
  }
}
