import DNSWire
import Primitives
import Testing

@testable import Authority

/// The order of records in an RRset.
@Suite struct RotationTests {
  private func order(_ count: Int, draw: UInt64) throws -> [UInt8] {
    let records = (1...count).map { "many A 192.0.2.\($0)" }.joined(separator: "\n")
    let packet = Message.query(try #require(Name("many.example.com")), .a)
    let message = try Message(
      Server(Server.example + "\n" + records).ask(packet, .tcp, draw: draw).span)
    return message.answers.compactMap(\.data.last)
  }

  @Test(arguments: [1, 2, 3, 7]) func `each record comes first for as many draws as any other`(count: Int)
    throws
  {
    var firsts: [UInt8: Int] = [:]
    let step = UInt64.max / UInt64(10 * count)
    for number in 0..<10 * count {
      let order = try order(count, draw: UInt64(number) * step + step / 2)
      // The others follow in their order, round the end.
      let first = try #require(order.first)
      let all = Array(UInt8(1)...UInt8(count))
      let rotated = Array(all[Int(first - 1)...] + all[..<Int(first - 1)])
      #expect(order == rotated)
      firsts[first, default: 0] += 1
    }
    #expect(firsts.count == count)
    #expect(firsts.values.allSatisfy { $0 == 10 })
  }

  @Test(arguments: [0, UInt64.max]) func `the ends of the range are draws as any other`(draw: UInt64) throws {
    #expect(try order(3, draw: draw).sorted() == [1, 2, 3])
  }
}
