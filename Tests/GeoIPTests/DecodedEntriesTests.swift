import Foundation
import Geo
import Testing

@testable import GeoIP

@Suite struct DecodedEntriesTests {
  @Test func `an entry is read once`() {
    let entries = DecodedEntries()
    var reads = 0
    for _ in 0..<3 {
      let location = entries.location(at: 0) {
        reads += 1
        return ClientLocation(prefixLength: 7)
      }
      #expect(location.prefixLength == 7)
    }
    #expect(reads == 1)
  }

  @Test func `more entries than there are slots, from several threads: each gets its own location`() {
    let entries = DecodedEntries()
    let count = 2 * Limits.decodedEntries
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      let isRight = (0..<count).allSatisfy { number in
        let offset = (number * 61 + thread) % count
        return entries.location(at: UInt32(offset)) { ClientLocation(prefixLength: offset) }.prefixLength
          == offset
      }
      #expect(isRight)
    }
  }
}
