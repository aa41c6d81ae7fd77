import DNSWire
import Primitives

/// A zone made from a small alphabet: few names, so that wildcards, cuts, aliases and empty names meet often.
struct GeneratedZone {
  let origin: String
  /// A zone file.
  let text: String
}

/// Makes zones and questions from one seed; the same seed makes the same ones on every machine.
struct ZoneGenerator {
  static let labels = ["a", "b", "c", "*"]
  /// Most zones have fewer names than their alphabet allows: `nodes` names are drawn for each.
  static let nodes = 3...12

  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Zone `number`, and sometimes a zone below it.
  mutating func zones(number: Int) -> [GeneratedZone] {
    let origin = "z\(number).test"
    let parent = zone(origin)
    return chance(4) ? [parent, zone("\(pick(["a", "b", "a.b"])).\(origin)")] : [parent]
  }

  private mutating func zone(_ origin: String) -> GeneratedZone {
    var lines = [
      "$TTL \(pick([300, 3600]))",
      "@ \(pick([60, 900])) SOA ns1 admin \(number(100) + 1) 7200 900 1209600 \(pick([30, 600]))",
      "@ NS ns1", "ns1 A 192.0.2.53",
    ]
    if chance(2) { lines.append("@ NS \(pick(["a", "b"])).example.net.") }
    if chance(12) { lines.append(dname("@", origin)) }
    for type in ["MX", "TXT", "A"] where chance(3) { lines += records(type, at: "@", origin) }
    var used: Set<String> = ["@", "ns1"]
    for _ in 0..<(Self.nodes.lowerBound + number(Self.nodes.count)) {
      let owner = ownerName()
      if used.insert(owner).inserted { lines += node(owner, origin) }
    }
    // NSD and edgesim refuse a zone with data below a DNAME.
    lines = Self.withoutOccluded(lines)
    return GeneratedZone(origin: origin, text: lines.joined(separator: "\n") + "\n")
  }

  private static func withoutOccluded(_ lines: [String]) -> [String] {
    let redirected = lines.filter { $0.contains(" TYPE39 ") }.map { String($0.prefix { $0 != " " }) }
    return lines.filter { line in
      let owner = line.prefix { $0 != " " }
      return !redirected.contains { $0 == "@" ? false : owner.hasSuffix(".\($0)") }
    }.filter { line in !redirected.contains("@") || line.hasPrefix("@ ") || line.hasPrefix("$") }
  }

  private mutating func ownerName() -> String {
    (0..<(1 + number(3))).map { level in level > 0 && chance(2) ? pick(["a", "b", "c"]) : pick(Self.labels) }
      .joined(separator: ".")
  }

  private mutating func node(_ owner: String, _ origin: String) -> [String] {
    switch number(10) {
    case 0, 1, 2: return ["\(owner) CNAME \(target(origin))"]
    case 3, 4: return cut(owner, origin)
    case 5: return [dname(owner, origin)]
    default:
      var lines: [String] = []
      for _ in 0...number(3) {
        let type = pick(["A", "A", "AAAA", "MX", "TXT", "PTR", "SRV"])
        if !lines.contains(where: { $0.contains(" \(type) ") }) { lines += records(type, at: owner, origin) }
      }
      return lines
    }
  }

  private mutating func cut(_ owner: String, _ origin: String) -> [String] {
    var lines: [String] = []
    for _ in 0...number(2) { lines.append("\(owner) NS \(target(origin))") }
    if chance(2) {
      lines += ["\(owner) NS ns.\(owner)", "ns.\(owner) A 192.0.2.\(number(250))"]
      if chance(2) { lines.append("ns.\(owner) AAAA 2001:db8::\(number(250))") }
    }
    // The types of DNSSEC and DNAME stand in RFC 3597 form: every server reads it.
    if chance(3) { lines.append("\(owner) TYPE43 \\# 36 3039 08 02 \(String(repeating: "ab", count: 32))") }
    return Array(Set(lines)).sorted()
  }

  private mutating func dname(_ owner: String, _ origin: String) -> String {
    let target = target(origin)
    let name = Name(target.hasSuffix(".") ? target : "\(target).\(origin)")?.wire ?? [0]
    let hex = name.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return "\(owner) TYPE39 \\# \(name.count) \(hex)"
  }

  private mutating func records(_ type: String, at owner: String, _ origin: String) -> [String] {
    // Some sets do not fit into small buffers.
    let count = chance(40) ? 20 + number(30) : 1 + number(2)
    return (0..<count).map { index in
      let data =
        switch type {
        case "A": "192.0.2.\(index)"
        case "AAAA": "2001:db8::\(index)"
        case "MX": "\(index) \(target(origin))"
        case "SRV": "\(index) 1 53 \(target(origin))"
        case "PTR": target(origin)
        default: "\"text \(index)\""
        }
      return "\(owner) \(type) \(data)"
    }
  }

  private mutating func target(_ origin: String) -> String {
    switch number(8) {
    case 0: "\(pick(["a", "b"])).example.net."
    case 1: "\(ownerName()).z\(number(4)).test."
    case 2: "ns1"
    default: ownerName()
    }
  }

  /// Every name of up to three labels over the alphabet below the zone, a few longer ones and some beside it.
  static func names(below origin: String) -> [String] {
    var names = [origin, "ns1.\(origin)", "x.\(origin)", "a.ns1.\(origin)"]
    var level = [origin]
    for _ in 0..<3 {
      level = level.flatMap { name in (labels + ["d"]).map { "\($0).\(name)" } }
      names += level
    }
    for prefix in [
      "ns", "ns.a", "ns.b", "ns.*", "ns.c", "ns.a.b", "a.a.a.a", "a.b.c.a", "*.a.*.b", "a.a.a.a.a",
    ] {
      names.append("\(prefix).\(origin)")
    }
    return names
  }

  mutating func number(_ bound: Int) -> Int { Int(random.next() >> 33) % bound }
  mutating func chance(_ oneIn: Int) -> Bool { number(oneIn) == 0 }
  mutating func pick<T>(_ choices: [T]) -> T { choices[number(choices.count)] }
}
