import DNSWire
import Geo
import Primitives
import Route53
import Zones

/// Record sets of a zone `p.example.` as the API could have them: every type, every policy, odd names and identifiers.
struct GeneratedRecordSets {
  private var random: SplitMix64
  private(set) var sets: [ResourceRecordSet] = []
  static let apex = Name("p.example.") ?? .root

  private static let values: [(type: String, values: [String])] = [
    ("A", ["192.0.2.1", "192.0.2.2", "198.51.100.7", "203.0.113.9"]),
    ("AAAA", ["2001:db8::1", "2001:db8::2", "2001:db8::ffff:1", "::1"]),
    ("CAA", [#"0 issue "ca.example; a=b""#, #"128 iodef "mailto:a@b.example""#]),
    ("CNAME", ["target.example.net."]), ("PTR", ["a.example.net.", #"b\052.example.net."#]),
    ("DS", ["12345 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"]),
    ("HTTPS", [#"1 . alpn="h2,h3" port=8443"#, "2 b.example.net. ipv4hint=192.0.2.1"]),
    ("SVCB", ["1 svc.example.net. port=53"]), ("MX", ["10 a.example.net.", "20 b.example.net."]),
    ("NAPTR", [#"100 50 "s" "SIP+D2U" "!^.*$!sip:x@y.example!" ."#]),
    ("SPF", [#""v=spf1 -all""#]), ("SRV", ["1 2 443 a.example.net.", "2 1 80 b.example.net."]),
    ("SSHFP", ["4 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"]),
    ("TLSA", ["3 1 1 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"]),
    ("TXT", [#""a;b (c) \"d\" \\ e""#, #""\000\037\177\377" "x""#, #""plain""#, #""""#]),
  ]

  init(seed: UInt64, groups: Int = 12) {
    random = SplitMix64(seed: seed)
    add(Self.apex, "SOA", 900, ["ns-1.awsdns-00.com. hostmaster.example.com. 1 7200 900 1209600 86400"])
    add(Self.apex, "NS", 172_800, ["ns-1.awsdns-00.com.", "ns-512.awsdns-00.net."])
    add(name("target"), "A", 60, ["192.0.2.200"])
    add(name("target"), "AAAA", 60, ["2001:db8::200"])
    for number in 0..<groups { addGroup(number) }
  }

  private mutating func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
  private mutating func pick<Element>(_ list: [Element]) -> Element { list[pick(list.count)] }

  private func name(_ label: String) -> Name { Self.apex.prepending(Array(label.utf8)) ?? Self.apex }

  private static func data(_ type: RecordType, _ values: [String]) -> [[UInt8]] {
    values.compactMap { value in
      guard let text = try? OctalEscapes.zoneFileText(ofValue: value) else { return nil }
      return try? RecordText.data(type, text)
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private mutating func add(
    _ name: Name, _ type: String, _ ttl: UInt32, _ values: [String], _ routing: RoutingAnnotation? = nil
  ) {
    guard let type = RecordTypeTable.type(named: Array(type.utf8).span) else { return }
    sets.append(
      ResourceRecordSet(
        name: name, type: type, content: .records(ttlSeconds: ttl, data: Self.data(type, values)),
        routing: routing))
  }

  private mutating func addGroup(_ number: Int) {
    let prefix = pick(["", "a@", "x.y", "\"", "\u{1}", "_", "ü", "(;)"])
    var owner = name("\(prefix)\(number)")
    if pick(6) == 0, let wildcard = owner.prepending([UInt8(ascii: "*")]) { owner = wildcard }
    let (type, values) = pick(Self.values)
    let ttl = UInt32(pick([0, 60, 86_400, 2_147_483_647]))
    let kind = pick(RoutingPolicy.Kind.allCases)
    if type == "DS" {
      add(owner, "NS", 60, ["ns.example.net."])
      return add(owner, type, ttl, values)
    }
    if kind == .simple {
      let check = pick(2) == 0 ? RoutingAnnotation(policy: .simple, identifier: "", healthCheckID: "hc") : nil
      return add(
        owner, type, ttl, type == "CNAME" ? values : Array(values.prefix(1 + pick(values.count))), check)
    }
    guard kind != .multivalue || type != "CNAME" else { return add(owner, type, ttl, values) }
    let places = policies(kind)
    for (index, policy) in places.enumerated() {
      let id =
        pick(["", "\"q\"", "back\\slash", "semi;colon (x)", "ünïcode 😀", "tab\t", "routing=x"]) + "\(index)"
      let needsCheck = policy == .failover(.primary) || pick(3) == 0
      let routing = RoutingAnnotation(
        policy: policy, identifier: id, healthCheckID: needsCheck ? "hc-\(index)" : nil)
      if kind == .multivalue {
        guard index < values.count else { break }
        add(owner, type, ttl, [values[index]], routing)
      } else if (type == "A" || type == "AAAA") && pick(3) == 0 {
        addAlias(owner, type, routing)
      } else {
        add(owner, type, ttl, [pick(values)], routing)
      }
    }
  }

  private mutating func addAlias(_ owner: Name, _ type: String, _ routing: RoutingAnnotation) {
    let resource = Name("lb-1.us-east-1.elb.amazonaws.com.") ?? .root
    let distribution = Name("d111111abcdef8.cloudfront.net.") ?? .root
    let target = pick([
      ResourceRecordSet.AliasTarget(name: name("target"), hostedZone: .own, evaluatesTargetHealth: true),
      ResourceRecordSet.AliasTarget(
        name: resource, hostedZone: .id("Z35SXDOTRQ7X7K"), evaluatesTargetHealth: true),
      ResourceRecordSet.AliasTarget(
        name: distribution, hostedZone: .id(ZoneAlias.distributionHostedZone), evaluatesTargetHealth: false),
    ])
    sets.append(
      ResourceRecordSet(
        name: owner, type: type == "A" ? .a : .aaaa, content: .alias(target), routing: routing))
  }

  /// Policies of one kind that may stand in one group.
  private mutating func policies(_ kind: RoutingPolicy.Kind) -> [RoutingPolicy] {
    let regions = ["us-east-1", "eu-central-1", "ap-northeast-2"].compactMap { AWSRegion(code: $0) }
    switch kind {
    case .simple: return [.simple]
    case .weighted: return (0..<1 + pick(4)).map { _ in .weighted(UInt8(pick(256))) }
    case .latency: return regions.map { .latency($0) }
    case .multivalue: return Array(repeating: .multivalue, count: 1 + pick(4))
    case .failover: return [.failover(.primary), .failover(.secondary)]
    case .ipBased: return ["office", "lab", "*"].map { .ipBased(collection: "net", location: $0) }
    case .geolocation:
      guard let germany = Country("DE"), let part = Subdivision("CA") else { return [] }
      return [
        .geolocation(.anywhere), .geolocation(.country(germany)), .geolocation(.continent(.asia)),
        .geolocation(.subdivision(.unitedStates, part)),
      ]
    case .geoproximity:
      guard let point = GeoproximityPoint("-33.87,151.21"), let other = GeoproximityPoint("50.11,8.6") else {
        return []
      }
      return [
        .geoproximity(.region(regions[0]), bias: Int8(pick(199) - 99)), .geoproximity(.point(point), bias: 0),
        .geoproximity(.point(other), bias: -99),
      ]
    }
  }
}
