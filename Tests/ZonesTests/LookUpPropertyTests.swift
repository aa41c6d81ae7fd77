import DNSWire
import Primitives
import Testing
import Zones

/// `Zone.lookUp` beside the algorithm of RFC 1034 section 4.3.2 written down plainly, over zones made from a seed: few
/// labels, so that cuts, wildcards, DNAME records, empty non-terminals and glue meet often.
@Suite struct LookUpPropertyTests {
  typealias Labels = [String]

  static let alphabet = ["a", "b", "c", "*"]
  static let types: [RecordType] = [.a, .txt, .cname, .ns, .dname]

  /// Every name of up to four labels over the alphabet and a letter that no zone has, and some longer ones.
  static let questions: [Labels] = {
    var names: [Labels] = [[]]
    var level: [Labels] = [[]]
    for _ in 0..<4 {
      level = level.flatMap { name in (alphabet + ["d"]).map { [$0] + name } }
      names += level
    }
    return names + [["a", "b", "c", "a", "b"], ["*", "*", "*", "*", "*"], ["d", "d", "d", "a", "*", "b"]]
  }()

  @Test(arguments: 1...60) func `RFC 1034 section 4_3_2, RFC 4592, RFC 6672`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let model = ReferenceZone(&random)
    let origin = try #require(Name("z."))
    let (read, diagnostics) = ZoneReader.read(
      Array(model.text.utf8), file: "z", origin: origin, seed: random.next())
    let zone = try #require(read, "\(diagnostics)\n\(model.text)")
    var found: Set<String> = []
    for labels in Self.questions {
      let text = labels.isEmpty ? "z." : labels.joined(separator: ".") + ".z."
      let name = FoldedName(try #require(Name(random.next() & 1 == 0 ? text : text.uppercased())))
      let expected = model.lookUp(labels)
      let answer = zone.lookUp(name)
      let given = Self.describe(answer, zone)
      guard given == expected else {
        Issue.record("\(text): \(given), expected \(expected)\n\(model.text)")
        return
      }
      found.insert(String(expected.prefix { $0 != " " }))
      let hasEntry = zone.node(for: name) != nil
      #expect(hasEntry == model.exists(labels), "\(text)\n\(model.text)")
      let encloser = zone.closestEncloser(of: name)
      #expect(encloser == model.closestEncloser(labels), "\(text)\n\(model.text)")
    }
    // The zones are worth asking: names are there, and names are not.
    #expect(found.contains("node"))
    #expect(found.count > 1)
  }

  /// The kind, the name it is about, and the types it has.
  private static func describe(_ lookup: ZoneLookup, _ zone: Zone) -> String {
    func text(_ node: ZoneNode) -> String {
      let name = Name(wire: zone.name(of: node))?.description.lowercased() ?? "?"
      return name + types.filter { zone.recordSet($0, at: node) != nil }.map { " \($0)" }.joined()
    }
    return switch lookup {
    case .node(let node): "node \(text(node))"
    case .wildcard(let node): "wildcard \(text(node))"
    case .delegation(let node, let isExact): "delegation \(isExact) \(text(node))"
    case .redirection(let node): "redirection \(text(node))"
    case .noSuchName: "none"
    }
  }
}

/// Names and their types, and the algorithm over them: one label after the other, from the apex down.
struct ReferenceZone {
  typealias Labels = [String]

  private var types: [Labels: Set<RecordType>] = [[]: [.ns]]
  private var existing: Set<Labels> = []
  private(set) var text = "$TTL 60\n@ SOA ns admin 1 2 3 4 5\n@ NS ns.example.\n"

  init(_ random: inout SplitMix64) {
    func number(_ bound: Int) -> Int { Int(random.next() >> 33) % bound }
    if number(12) == 0 { types[[], default: []].insert(.dname) }
    for _ in 0..<2 + number(14) {
      let owner = (0..<1 + number(4)).map { _ in LookUpPropertyTests.alphabet[number(4)] }
      guard types[owner] == nil else { continue }
      let choices: [Set<RecordType>] = [
        [.cname], [.ns], [.ns, .a], [.dname], [.dname, .txt], [.ns, .dname],
      ]
      let choice = number(12)
      types[owner] = choice < choices.count ? choices[choice] : choice < 9 ? [.a] : [.a, .txt]
    }
    // What stands below a DNAME is refused (RFC 6672 section 2.4).
    for owner in types.keys where (0..<owner.count).contains(where: { has(.dname, owner.suffix($0)) }) {
      types[owner] = nil
    }
    for (owner, types) in types.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      for count in 0...owner.count { existing.insert(owner.suffix(count)) }
      for type in LookUpPropertyTests.types where types.contains(type) && !(owner.isEmpty && type == .ns) {
        let data = type == .a ? "192.0.2.1" : type == .txt ? "x" : "target.example."
        let name = owner.isEmpty ? "@" : owner.joined(separator: ".")
        text += "\(random.next() & 1 == 0 ? name : name.uppercased()) \(type) \(data)\n"
      }
    }
  }

  func exists(_ name: Labels) -> Bool { existing.contains(name) }

  /// How many labels have to go before what is left exists.
  func closestEncloser(_ name: Labels) -> Int {
    (0...name.count).first { exists(name.suffix(name.count - $0)) } ?? name.count
  }

  private func has(_ type: RecordType, _ name: ArraySlice<String>) -> Bool {
    types[Labels(name)]?.contains(type) ?? false
  }

  func lookUp(_ name: Labels) -> String {
    for count in 0...name.count {
      let here = Labels(name.suffix(count))
      // Step 3c: the name is not there; perhaps a wildcard beside it (RFC 4592 section 3.3.1).
      guard exists(here) else {
        let wildcard = ["*"] + here.dropFirst()
        return exists(wildcard) ? "wildcard \(describe(wildcard))" : "none"
      }
      // Step 3b: a cut, of which DNAME beside it is the child's.
      if count > 0, has(.ns, here[...]) { return "delegation \(count == name.count) \(describe(here))" }
      // RFC 6672 section 3.2 step 3c: DNAME speaks for names below it, not for its own.
      if count < name.count, has(.dname, here[...]) { return "redirection \(describe(here))" }
    }
    return "node \(describe(name))"
  }

  private func describe(_ name: Labels) -> String {
    let text = name.isEmpty ? "z." : name.joined(separator: ".") + ".z."
    return text
      + LookUpPropertyTests.types.filter { types[name]?.contains($0) ?? false }.map { " \($0)" }.joined()
  }
}
