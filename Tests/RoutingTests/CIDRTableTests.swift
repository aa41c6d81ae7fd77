import Primitives
import Testing

@testable import Routing

@Suite struct CIDRTableTests {
  @Test(arguments: [
    // The longest block that holds the prefix; how many bits say so.
    ("10.0.0.0/8 10.1.0.0/16", "10.1.2.0/24", "10.1.0.0/16", 16),
    ("10.0.0.0/8 10.1.0.0/16", "10.2.0.0/24", "10.0.0.0/8", 15),
    ("10.0.0.0/8 10.1.0.0/16", "10.0.0.0/8", "10.0.0.0/8", 9),
    ("10.0.0.0/8 10.1.0.0/16", "10.0.0.0/7", "", 8),
    ("10.0.0.0/8", "192.0.2.0/24", "", 1), ("10.0.0.0/8", "11.0.0.0/24", "", 8),
    ("", "192.0.2.0/24", "", 0), ("10.0.0.0/8", "2001:db8::/48", "", 0),
    ("2001:db8::/32 2001:db8:1::/48", "2001:db8:1:2::/64", "2001:db8:1::/48", 48),
    ("10.1.0.0/24 10.1.2.0/24", "10.1.1.0/24", "", 24),
  ]) func match(blocks: String, client: String, expected: String, scope: Int) throws {
    let location = CIDRCollection.Location(
      name: "l", blocks: blocks.split(separator: " ").compactMap { IPPrefix($0) })
    let table = CIDRTable([CIDRCollection(name: "c", locations: [location])])
    let match = table.match(try #require(IPPrefix(client)), in: 0)
    #expect((match.block < 0 ? "" : "\(table.prefix(ofBlock: match.block))") == expected)
    #expect(match.scopePrefixLength == scope)
  }

  /// RFC 7871 section 7.2.1: the answer holds for all addresses that share the scope's bits.
  @Test(arguments: UInt64(1)...20) func `addresses that share the scope match the same block`(seed: UInt64)
    throws
  {
    var random = SplitMix64(seed: seed)
    // Few bits vary, so that blocks nest and touch.
    func bits() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) & 0x1F00_0000 }
    let blocks = (0..<8).compactMap { _ in
      IPPrefix(IPAddress(v4: bits()), length: 3 + Int(random.next() % 6))
    }
    let table = CIDRTable([
      CIDRCollection(
        name: "c",
        locations: [.init(name: "l", blocks: Array(Set(blocks)).sorted { $0.description < $1.description })])
    ])
    for _ in 0..<200 {
      let client = try #require(IPPrefix(IPAddress(v4: bits()), length: 32))
      let match = table.match(client, in: 0)
      let wanted = blocks.filter { $0.contains(client.address) }.max { $0.length < $1.length }
      #expect((match.block < 0 ? nil : table.prefix(ofBlock: match.block)) == wanted)
      let shared = try #require(IPPrefix(client.address, length: match.scopePrefixLength))
      for _ in 0..<20 {
        let hostBits = 32 - match.scopePrefixLength
        let host = hostBits == 0 ? 0 : random.next() & ((1 << UInt64(hostBits)) - 1)
        let other = IPAddress(
          v4: UInt32(truncatingIfNeeded: shared.address.bits) | UInt32(truncatingIfNeeded: host))
        let same = table.match(try #require(IPPrefix(other, length: 32)), in: 0)
        #expect(same.block == match.block)
      }
    }
  }
}
