import DNSWire
import Primitives
import Testing
import Zones

@Suite struct CanonicalTextTests {
  static func lines(_ text: String) throws -> [String]? {
    let (zone, _) = ZoneReader.read(Array(text.utf8), file: "z", origin: try #require(Name("example.com")))
    guard let zone else { return nil }
    var lines: [String] = []
    CanonicalText(zone).forEachLine { lines.append($0) }
    return lines
  }

  /// Random zones: what is printed, shuffled and read again, prints the same.
  @Test(arguments: UInt64(1)...40) func `what was printed is the same zone`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let labels = [
      "a", "B", "*", "x-y", "\\000", "\\.\\\"", "\\255z", "host10", "host2", "a-very-long-label-of-many",
    ]
    let data = [
      "A 192.0.2.1", "A 192.0.2.2", "AAAA 2001:db8::1", "TXT \"a;b\\\"c\" \\000\\255", "MX 10 Mail",
      "SRV 1 2 3 x",
      "HTTPS 1 . alpn=h2 key99=\"a b\"", "TYPE65280 \\# 3 010203", "CAA 0 issue \"\"", "LOC 1 N 2 W 3m",
      "NSEC a A NS", "AWS ALIAS A ns1 $self true", "AWS ALIAS AAAA d1.cloudfront.net. Z2FDTNDATAQYW2 false",
      "AWS ALIAS AAAA lb.elb.amazonaws.com. Z35SXDOTRQ7X7K true",
    ]
    var text = "$TTL 60\n@ SOA ns1 admin 7 7200 900 1209600 86400\n@ NS ns1\nns1 A 192.0.2.1\n"
    for number in 0..<30 {
      let name = (0..<random.next() % 3 + 1).map { _ in labels[Int(random.next() % UInt64(labels.count))] }
      let line = data[Int(random.next() % UInt64(data.count))]
      text += "\(name.joined(separator: ".")).n\(line.hasPrefix("AWS") ? number : 0) \(line)\n"
    }
    let first = try #require(try Self.lines(text), "\(text)")
    var shuffled = first
    for index in shuffled.indices.dropFirst(2).reversed() where index > 1 {
      shuffled.swapAt(index, 1 + Int(random.next() % UInt64(index)))
    }
    #expect(try Self.lines(shuffled.joined(separator: "\n")) == first)
  }

  @Test func `RFC 4034 section 6_1: the order of names`() throws {
    let names = [
      "a", "yljkjljk.a", "Z.a", "zABC.a.EXAMPLE.com.", "z", "\\001.z", "*.z", "\\200.z",
    ]
    let text =
      "$TTL 60\n@ SOA a a 7 7200 900 1209600 86400\n@ NS a\n"
      + names.reversed().map { "\($0) A 192.0.2.1\n" }.joined()
    let owners = try #require(try Self.lines(text)).dropFirst(2).map {
      $0.split(separator: " ")[0].description
    }
    #expect(
      owners.map { $0.lowercased() }
        == names.map { name in
          (name.hasSuffix("com.") ? name : name + ".example.com.").lowercased()
        })
  }
}
