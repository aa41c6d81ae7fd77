import DNSWire

@testable import Authority

/// A zone with signatures that sign nothing: which records stand in an answer shows without a key.
enum SignedZone {
  static let names = """
    @ SOA ns1 admin 7 7200 900 1209600 60
    @ NS ns1
    ns1 A 192.0.2.1
    web A 192.0.2.3
    www CNAME web
    b.ent TXT "below an empty non-terminal"
    *.wild A 192.0.2.4
    *.star CNAME web
    old DNAME new
    web.new A 192.0.2.5
    secure NS ns.secure
    secure DS 1 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
    ns.secure A 192.0.2.6
    insecure NS ns.insecure
    ns.insecure A 192.0.2.7
    deep.below NS ns1
    """

  /// The zone with an NSEC chain.
  static var nsec: String {
    let owners = [
      "@": "NS SOA RRSIG NSEC DNSKEY", "b.ent": "TXT RRSIG NSEC", "insecure": "NS RRSIG NSEC",
      "deep.below": "NS RRSIG NSEC", "web.new": "A RRSIG NSEC", "ns1": "A RRSIG NSEC",
      "old": "DNAME RRSIG NSEC", "secure": "NS DS RRSIG NSEC", "*.star": "CNAME RRSIG NSEC",
      "web": "A RRSIG NSEC", "*.wild": "A RRSIG NSEC", "www": "CNAME RRSIG NSEC",
    ]
    let order = [
      "@", "deep.below", "b.ent", "insecure", "web.new", "ns1", "old", "secure", "*.star", "web", "*.wild",
      "www",
    ]
    let chain = order.indices.map { index in
      "\(order[index]) 60 NSEC \(order[(index + 1) % order.count]) \(owners[order[index]] ?? "")"
    }
    return signed(names.split(separator: "\n").map(String.init) + chain)
  }

  /// The zone with an NSEC3 chain; with opt-out, insecure cuts are not in it, nor the empty name above one.
  static func nsec3(optOut: Bool) -> String {
    var members = [
      "", "ent", "b.ent", "new", "web.new", "ns1", "old", "secure", "star", "*.star", "web", "wild", "*.wild",
      "www",
    ]
    if !optOut { members += ["insecure", "below", "deep.below"] }
    let hashes = members.compactMap { hash($0) }.sorted()
    let chain = hashes.indices.map { index in
      "\(hashes[index]) 60 NSEC3 1 \(optOut ? 1 : 0) 2 ABCD \(hashes[(index + 1) % hashes.count]) A RRSIG"
    }
    return signed(names.split(separator: "\n").map(String.init) + ["@ 0 NSEC3PARAM 1 0 2 ABCD"] + chain)
  }

  /// The label of a name of this zone.
  static func hash(_ relative: String) -> String? {
    Name(relative.isEmpty ? "example.com" : "\(relative).example.com").map {
      HashedNameTests.label(of: $0, salt: [0xAB, 0xCD], iterations: 2)
    }
  }

  private static func signed(_ lines: [String]) -> String {
    var seen: Set<String> = []
    var signatures: [String] = []
    for line in lines {
      let words = line.split(separator: " ")
      let type = words[1].allSatisfy(\.isNumber) ? words[2] : words[1]
      let isUnsigned =
        words[0].hasSuffix("ecure") && type != "DS" && type != "NSEC"
        || words[0] == "deep.below" && type == "NS"
      guard !isUnsigned, seen.insert("\(words[0]) \(type)").inserted else { continue }
      signatures.append("\(words[0]) RRSIG \(type) 8 2 300 20300101000000 20200101000000 1 @ AA==")
    }
    return (["$TTL 300"] + lines + signatures).joined(separator: "\n") + "\n"
  }
}
