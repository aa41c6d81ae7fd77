import Eviction
import Primitives
import Testing

@Suite struct BatchTableTests {
  /// Ids as small as numbers and slots, so that they would be taken for each other; and ids that meet in the table.
  @Test(
    "finds what a dictionary finds, batch by batch", arguments: [0, 1, 20, 55] as [UInt64], [3, 40, 400])
  func againstDictionary(shift: UInt64, batch: Int) {
    var random = SplitMix64(seed: shift + 1)
    var table = BatchTable()
    var plain: [UInt64: UInt32] = [:]
    for round in 0..<40 {
      var ids: [UInt64] = []
      while ids.count < batch {
        let id = UInt64(random.below(500)) << shift
        if !ids.contains(id) { ids.append(id) }
      }
      table.open(ids)
      for step in 0..<batch * 3 {
        let number = random.below(batch)
        let id = ids[number]
        #expect(table.slot(at: UInt32(number)) == plain[id], "round \(round), step \(step)")
        if plain[id] == nil {
          let slot = table.takeSlot()
          if random.below(4) == 0 {
            table.giveBack(slot)
          } else {
            table.insert(number: UInt32(number), at: slot)
            plain[id] = slot
          }
        }
        // Anybody leaves, in the batch or not.
        if plain.count > 100 + random.below(100), let id = plain.keys.min(by: { $0 % 97 < $1 % 97 }),
          let slot = plain.removeValue(forKey: id)
        {
          table.remove(slot)
        }
      }
      table.close()
      #expect(table.count == plain.count)
      for id in 0..<500 as Range<UInt64> {
        #expect(table.slot(of: id << shift) == plain[id << shift], "round \(round), id \(id << shift)")
      }
      // Between batches it is a table like any other.
      if let (id, slot) = plain.min(by: { $0.value < $1.value }) {
        table.remove(slot)
        plain[id] = nil
      }
      let id = UInt64(random.below(500)) << shift
      if plain[id] == nil {
        let slot = table.takeSlot()
        table.insert(id, at: slot)
        plain[id] = slot
      }
    }
    #expect(Set(plain.values).count == plain.count && plain.values.allSatisfy { $0 < 500 })
  }
}
