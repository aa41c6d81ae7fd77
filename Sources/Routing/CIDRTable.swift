import Primitives

/// The blocks of all CIDR collections, to find those that hold a client's prefix; read by all workers, written once.
package final class CIDRTable: Sendable {
  private struct Block: BitwiseCopyable, Sendable {
    var prefix: IPPrefix
    var location: Int32
    /// The next wider block that holds this one, -1 for none.
    var parent: Int32
  }

  /// Blocks by collection, then family, first address and length: a block stands behind those that hold it.
  private let blocks: FrozenArray<Block>
  /// Where the blocks of collection c and family f (0: v4, 1: v6) start: at 2c + f.
  private let starts: FrozenArray<Int>
  private let collections: [String: Int]
  private let locations: [[String: Int32]]

  package init(_ list: [CIDRCollection] = []) {
    var blocks: [Block] = []
    var starts = [0]
    var collections: [String: Int] = [:]
    var locations: [[String: Int32]] = []
    var number: Int32 = 0
    for (index, collection) in list.enumerated() {
      collections[collection.name] = index
      var numbers: [String: Int32] = [:]
      var own: [Block] = []
      for location in collection.locations {
        numbers[location.name] = number
        own += location.blocks.map { Block(prefix: $0, location: number, parent: -1) }
        number += 1
      }
      locations.append(numbers)
      for family in [IPAddress.Family.v4, .v6] {
        let sorted = own.filter { $0.prefix.address.family == family }.sorted {
          ($0.prefix.address, $0.prefix.length) < ($1.prefix.address, $1.prefix.length)
        }
        blocks += Self.linked(sorted, from: blocks.count)
        starts.append(blocks.count)
      }
    }
    self.blocks = FrozenArray(blocks)
    self.starts = FrozenArray(starts)
    (self.collections, self.locations) = (collections, locations)
  }

  private static func linked(_ sorted: [Block], from start: Int) -> [Block] {
    var linked = sorted
    var open: [Int] = []
    for index in linked.indices {
      while let last = open.last, !linked[last].prefix.contains(linked[index].prefix.address) {
        open.removeLast()
      }
      linked[index].parent = open.last.map { Int32(start + $0) } ?? -1
      open.append(index)
    }
    return linked
  }

  /// For load time: the number that stands for a collection.
  package func collection(_ name: String) -> Int? { collections[name] }

  /// For load time: the number that stands for a location of a collection.
  package func location(_ name: String, of collection: Int) -> Int32? { locations[collection][name] }

  /// What a look-up found. Allocates nothing.
  package struct Match: Sendable, BitwiseCopyable, Equatable {
    /// The longest block that holds the whole prefix, -1 for none.
    package let block: Int
    /// SCOPE PREFIX-LENGTH: all addresses that share so many bits with the client match the same blocks.
    package let scopePrefixLength: Int
  }

  package func match(_ prefix: IPPrefix, in collection: Int) -> Match {
    let slot = 2 * collection + (prefix.address.family == .v4 ? 0 : 1)
    let (start, end) = (starts[slot], starts[slot + 1])
    let next = (start..<end).partitioningIndex { blocks[$0].prefix.address.bits > prefix.address.bits }
    var block = next > start ? next - 1 : -1
    // Blocks to the left and right that do not hold the client bound what holds for its neighbours as well.
    var scope = next < end ? 1 + common(prefix, blocks[next].prefix) : 0
    while block >= 0, !holds(blocks[block].prefix, prefix) {
      scope = max(scope, 1 + common(prefix, blocks[block].prefix))
      block = Int(blocks[block].parent)
    }
    if block >= 0 { scope = max(scope, blocks[block].prefix.length) }
    return Match(block: block, scopePrefixLength: min(scope, prefix.address.bitWidth))
  }

  private func holds(_ block: IPPrefix, _ prefix: IPPrefix) -> Bool {
    block.length <= prefix.length && block.contains(prefix.address)
  }

  /// Leading bits that the client's prefix and a block have in common.
  private func common(_ prefix: IPPrefix, _ block: IPPrefix) -> Int {
    let difference = prefix.address.bits ^ block.address.bits
    let equal = difference.leadingZeroBitCount - (128 - prefix.address.bitWidth)
    return min(equal, min(prefix.length, block.length))
  }

  package func location(ofBlock block: Int) -> Int32 { blocks[block].location }
  package func prefix(ofBlock block: Int) -> IPPrefix { blocks[block].prefix }
  /// The next wider block that holds this one, -1 for none.
  package func parent(ofBlock block: Int) -> Int { Int(blocks[block].parent) }
}
