import Primitives
import Testing

@testable import GeoIP

/// Trees of a few networks, laid out by MaxMind DB File Format Specification 2.0, "Binary Search Tree Section".
@Suite struct SearchTreeTests {
  /// Networks and the entries they lead to; no network holds another.
  private struct Source {
    var nodes: [(left: Int?, right: Int?)] = [(nil, nil)]
    /// Below 0: an entry, -1 for the first.
    mutating func add(_ bits: UInt128, length: Int, entry: Int) {
      var node = 0
      for depth in 0..<length {
        let isRight = bits >> UInt128(127 - depth) & 1 == 1
        var next = isRight ? nodes[node].right : nodes[node].left
        if depth == length - 1 {
          next = -1 - entry
        } else if next == nil {
          nodes.append((nil, nil))
          next = nodes.count - 1
        }
        if isRight { nodes[node].right = next } else { nodes[node].left = next }
        node = max(next ?? 0, 0)
      }
    }

    /// The nodes with records of `bits` bits, and the separator.
    func octets(_ bits: Int) -> [UInt8] {
      func record(_ next: Int?) -> UInt64 {
        guard let next else { return UInt64(nodes.count) }
        return UInt64(next < 0 ? nodes.count + 16 - 1 - next : next)
      }
      var octets: [UInt8] = []
      for node in nodes {
        let (left, right) = (record(node.left), record(node.right))
        func put(_ value: UInt64, _ count: Int) {
          octets += (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
        }
        if bits == 28 {
          put(left & 0xFF_FFFF, 3)
          put((left >> 24) << 4 | right >> 24, 1)
          put(right & 0xFF_FFFF, 3)
        } else {
          put(left, bits / 8)
          put(right, bits / 8)
        }
      }
      return octets + [UInt8](repeating: 0, count: 16)
    }
  }

  private func find(_ text: String, _ source: Source, recordBits: Int, isIPv6: Bool, dataOctets: Int = 100)
    throws -> SearchTree.Result?
  {
    let address = try #require(IPAddress(text))
    return source.octets(recordBits).withUnsafeBytes { octets in
      octets.baseAddress.flatMap { start in
        SearchTree(
          at: start, nodeCount: UInt32(source.nodes.count), recordBits: UInt16(recordBits), isIPv6: isIPv6,
          dataOctets: dataOctets
        ).find(address)
      }
    }
  }

  /// Shorter than the 16 bits after which IPv4 begins, as long, one longer, and whole addresses.
  private static let v4: [(network: String, entry: Int)] = [
    ("10.0.0.0/8", 0), ("172.16.0.0/16", 1), ("172.17.128.0/17", 2), ("192.0.2.7/32", 99),
  ]
  private static let expected: [(address: String, entry: UInt32?, prefixLength: Int)] = [
    ("10.255.0.1", 0, 8), ("11.0.0.1", nil, 8), ("172.16.255.255", 1, 16), ("172.17.128.0", 2, 17),
    ("172.17.127.255", nil, 17), ("192.0.2.7", 99, 32), ("192.0.2.6", nil, 32), ("64.0.0.0", nil, 2),
  ]

  @Test(arguments: [24, 28, 32], [false, true])
  func `each size of record, IPv4 alone and below an IPv6 tree`(recordBits: Int, isIPv6: Bool) throws {
    var source = Source()
    for (network, entry) in Self.v4 {
      let prefix = try #require(IPPrefix(network))
      source.add(
        isIPv6 ? prefix.address.bits : prefix.address.bits << 96, length: prefix.length + (isIPv6 ? 96 : 0),
        entry: entry)
    }
    if isIPv6 { source.add(0x2001_0db8 << 96, length: 32, entry: 3) }
    for (address, entry, prefixLength) in Self.expected {
      let found = try find(address, source, recordBits: recordBits, isIPv6: isIPv6)
      #expect(found?.entry == entry && found?.prefixLength == prefixLength, "\(address)")
    }
    let v6 = try find("2001:db8::1", source, recordBits: recordBits, isIPv6: isIPv6)
    #expect(v6?.entry == (isIPv6 ? 3 : nil) && v6?.prefixLength == (isIPv6 ? 32 : nil))
  }

  @Test func `an IPv6 tree without IPv4`() throws {
    var source = Source()
    source.add(0x2001_0db8 << 96, length: 32, entry: 3)
    let found = try #require(try find("192.0.2.1", source, recordBits: 24, isIPv6: true))
    #expect(found.entry == nil && found.prefixLength == 0)
  }

  @Test func `a record that leads past the data, and a tree without an end, have no result`() throws {
    var source = Source()
    source.add(0, length: 1, entry: 100)
    #expect(try find("1.0.0.0", source, recordBits: 24, isIPv6: false) == nil)
    #expect(try find("1.0.0.0", source, recordBits: 24, isIPv6: false, dataOctets: 101)?.entry == 100)
    var circle = Source()
    circle.nodes = [(0, 0)]
    #expect(try find("1.0.0.0", circle, recordBits: 24, isIPv6: false) == nil)
  }
}
