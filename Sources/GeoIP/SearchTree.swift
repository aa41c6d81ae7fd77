import CMaxMindDB
import Primitives

/// The search tree of a MaxMind DB, read where it is mapped (MaxMind DB File Format Specification 2.0, "Binary Search
/// Tree Section").
///
/// libmaxminddb goes down bit by bit from the top, which costs more than everything else that a policy by place does.
/// Here IPv4 addresses begin after 16 bits.
struct SearchTree: ~Copyable {
  /// What a look-up came to.
  struct Result: BitwiseCopyable, Equatable {
    /// Where the entry stands in the data section, nil if nothing is known of the address.
    var entry: UInt32?
    /// The bits of the address that decided.
    var prefixLength: Int
  }

  /// Zeros between the tree and the data section; records count from their start.
  private static let separatorOctets = 16

  private let nodes: Nodes
  private let dataOctets: Int
  private let isIPv6: Bool
  /// Where IPv4 addresses begin: below ::/96 in a tree of IPv6.
  private let v4Root: UInt32
  /// Where each network of 16 bits of them begins. A quarter of a megabyte.
  private let v4Networks: FrozenArray<UInt32>

  /// Of a database that `MMDB_open` has found to lie within its file, and that stays open.
  init(_ database: MMDB_s) {
    self.init(
      at: UnsafeRawPointer(database.file_content), nodeCount: database.metadata.node_count,
      recordBits: database.metadata.record_size, isIPv6: database.metadata.ip_version == 6,
      dataOctets: Int(database.data_section_size))
  }

  /// Of `nodeCount` nodes at `start`, with sixteen octets behind the last one. Records are of 24, 28 or 32 bits, and may lead
  /// in circles.
  init(at start: UnsafeRawPointer, nodeCount: UInt32, recordBits: UInt16, isIPv6: Bool, dataOctets: Int) {
    nodes = Nodes(start: start, count: nodeCount, recordBits: recordBits)
    (self.isIPv6, self.dataOctets) = (isIPv6, dataOctets)
    var root: UInt32 = 0
    if isIPv6 { for _ in 0..<96 where root < nodes.count { root = nodes.record(root, isRight: false) } }
    v4Root = root
    var level = [root]
    for _ in 0..<16 {
      var next: [UInt32] = []
      next.reserveCapacity(2 * level.count)
      for node in level {
        next.append(node < nodes.count ? nodes.record(node, isRight: false) : node)
        next.append(node < nodes.count ? nodes.record(node, isRight: true) : node)
      }
      level = next
    }
    v4Networks = FrozenArray(level)
  }

  /// Looks `address` up; nil if the tree has no IPv6 or does not end. Allocates nothing.
  func find(_ address: IPAddress) -> Result? {
    guard address.family == .v4 else {
      return isIPv6 ? walk(address.bits, from: 0, depth: 0, width: 128) : nil
    }
    let bits = UInt32(truncatingIfNeeded: address.bits)
    let network = v4Networks[Int(bits &>> 16)]
    return network < nodes.count
      ? walk(bits &<< 16, from: network, depth: 16, width: 32) : walk(bits, from: v4Root, depth: 0, width: 32)
  }

  /// Goes down by the leading bits of `bits`, until `width` bits of the address are used up.
  @inline(__always)
  private func walk<Bits: FixedWidthInteger>(
    _ bits: Bits, from node: UInt32, depth: Int, width: Int
  ) -> Result? {
    var (bits, node, depth) = (bits, node, depth)
    while node < nodes.count, depth < width {
      node = nodes.record(node, isRight: bits &>> Bits(Bits.bitWidth &- 1) != 0)
      bits &<<= 1
      depth &+= 1
    }
    if node == nodes.count { return Result(entry: nil, prefixLength: depth) }
    let offset = Int(node) &- Int(nodes.count) &- Self.separatorOctets
    guard offset >= 0, offset < dataOctets else { return nil }
    return Result(entry: UInt32(truncatingIfNeeded: offset), prefixLength: depth)
  }
}

/// The nodes of a search tree, each with a record for a bit of 0 and one for a bit of 1.
/// `@unchecked Sendable`: they lie in the mapped file, which is only read and which the database keeps open.
private struct Nodes: BitwiseCopyable, @unchecked Sendable {
  let start: UnsafeRawPointer
  let count: UInt32
  let recordBits: UInt16

  /// A record of node `number`, which is below `count`. Eight octets may be read of the last one too.
  @inline(__always)
  func record(_ number: UInt32, isRight: Bool) -> UInt32 {
    let octets = Int(number) &* Int(recordBits) / 4
    let word = UInt64(bigEndian: start.loadUnaligned(fromByteOffset: octets, as: UInt64.self))
    switch recordBits {
    case 24: return UInt32(truncatingIfNeeded: isRight ? word &>> 16 & 0xFF_FFFF : word &>> 40)
    case 28:
      // The fourth octet has the upper four bits of both.
      return UInt32(
        truncatingIfNeeded: isRight ? word &>> 8 & 0xFFF_FFFF : word &>> 40 | (word &>> 36 & 15) &<< 24)
    default: return UInt32(truncatingIfNeeded: isRight ? word : word &>> 32)
    }
  }
}
