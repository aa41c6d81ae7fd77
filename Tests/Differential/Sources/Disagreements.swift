import DNSWire

/// Where edgesim differs from the majority of the others, gathered by kind.
struct Disagreements {
  private(set) var count = 0
  /// Differences that are meant, with their reasons.
  private(set) var explained: [String] = []
  private var kinds: [String: (count: Int, example: String)] = [:]
  /// Answers that Knot gives with the same records, and by how many octets ours is larger, where it is.
  private var sizes = (compared: 0, larger: 0, octets: 0, most: 0, example: "")

  /// Compares field by field; the majority of those peers that serve the zone decides.
  mutating func compare(
    _ ours: Outcome, _ peers: [(Implementation, Outcome)], to question: Question, in zones: [GeneratedZone],
    seed: UInt64
  ) {
    let wrong = Self.outvoted(ours, peers)
    compareSizes(ours, peers, to: question, seed: seed)
    guard !wrong.isEmpty || ours.repeated != nil else { return }
    let outcomes = [(Implementation.edgesim, ours)] + peers
    let text = zones.map { "; \($0.origin).zone\n\($0.text)" }.joined()
    let twice = ours.repeated.map { "edgesim gives twice: \($0)\n" } ?? ""
    add(wrong, outcomes, "seed \(seed)\n\(text)\n\(question)\n\(twice)")
  }

  /// The same for a packet that no zone decides.
  mutating func compare(_ ours: Outcome, _ peers: [(Implementation, Outcome)], to packet: OddPacket) {
    let wrong = Self.outvoted(ours, peers)
    guard !wrong.isEmpty else { return }
    if let explanation = packet.explanation {
      explained.append("\(packet.name): \(explanation)")
      return
    }
    add(wrong, [(.edgesim, ours)] + peers, "\(packet.name)\n")
  }

  /// The same records should take no more octets here than in Knot, which compresses best of the three.
  private mutating func compareSizes(
    _ ours: Outcome, _ peers: [(Implementation, Outcome)], to question: Question, seed: UInt64
  ) {
    guard question.type != .any, ours.repeated == nil, !ours[.flags].contains("tc"),
      let knot = peers.first(where: { $0.0 == .knot })?.1, knot.repeated == nil, knot.fields == ours.fields
    else { return }
    sizes.compared += 1
    let more = ours.octets - knot.octets
    guard more > 0 else { return }
    sizes.larger += 1
    sizes.octets += more
    guard more > sizes.most else { return }
    sizes.most = more
    sizes.example = "seed \(seed): \(question)\n\(Self.text(.edgesim, ours))"
  }

  /// The fields of ours that two peers have otherwise. Peers that were outvoted on the code have no voice on the rest.
  ///
  /// Where one of the three does not serve the zone, the other two are a majority only if they agree on everything: two
  /// that part ways (NSD goes on in a child zone, Knot in the parent) have some field in common by accident.
  private static func outvoted(_ ours: Outcome, _ peers: [(Implementation, Outcome)]) -> [Outcome.Field] {
    // Who gave up has no voice: Knot and BIND do where NSEC3 meets a DNAME that leads to itself.
    var voters = peers.map(\.1).filter { $0[.code] != ResponseCode.serverFailure.description }
    if voters.count == 2, Outcome.Field.allCases.contains(where: { voters[0][$0] != voters[1][$0] }) {
      return []
    }
    var wrong: [Outcome.Field] = []
    for field in Outcome.Field.allCases {
      let texts = voters.map { $0[field] }
      guard let majority = texts.first(where: { text in texts.filter { $0 == text }.count >= 2 }) else {
        if field == .code { return [] }
        continue
      }
      if field == .code {
        let isByAccident = voters.filter { $0[.code] == majority }.count == 2
        voters.removeAll { $0[field] != majority }
        // Parent and child zones without a delegation between them: NSD goes on in the child, Knot in the parent.
        if ours[.code] != majority, isByAccident, voters[0][.authority] != voters[1][.authority] { return [] }
      }
      if ours[field] == majority { continue }
      if field == .authority, isFullerProof(ours, than: majority, voters) { continue }
      if field == .additional, isOpen(ours, besides: majority, voters) { continue }
      wrong.append(field)
    }
    return wrong
  }

  /// More than the others have, or less as one of them: that is left open (RFC 1034 section 4.3.2 step 6: what may be useful).
  /// BIND has nothing for RRsets of more than 13 records, Knot gives a wildcard's addresses under the wildcard's own name.
  private static func isOpen(_ ours: Outcome, besides majority: String, _ peers: [Outcome]) -> Bool {
    let records = Set(ours[.additional].split(separator: "\n"))
    let others = Set(majority.split(separator: "\n"))
    return others.isSubset(of: records)
      || (records.isSubset(of: others) && peers.contains { $0[.additional] == ours[.additional] })
  }

  /// One peer agrees, and the others have the same but for NSEC or NSEC3 records that they leave out: BIND and Knot where a
  /// wildcard is an empty non-terminal, NSD and Knot where names with asterisks meet NSEC3. `delv` believes the fuller one.
  private static func isFullerProof(_ ours: Outcome, than majority: String, _ peers: [Outcome]) -> Bool {
    let records = Set(ours[.authority].split(separator: "\n"))
    let others = Set(majority.split(separator: "\n"))
    return peers.contains { $0[.authority] == ours[.authority] } && others.isSubset(of: records)
      && records.subtracting(others).allSatisfy { $0.contains(" in nsec") || $0.contains(" in rrsig nsec") }
  }

  /// One kind: the same fields differ, with the same codes and flags. The shortest example stands for it.
  private mutating func add(
    _ wrong: [Outcome.Field], _ outcomes: [(Implementation, Outcome)], _ question: String
  ) {
    count += 1
    let kind =
      (wrong.isEmpty ? "a record twice" : wrong.map { "\($0)" }.joined(separator: "+")) + ": "
      + outcomes.map { "\($0.0) \($0.1[.code]) [\($0.1[.flags])]" }.joined(separator: ", ")
    var known = kinds[kind] ?? (0, "")
    let example = question + outcomes.map { Self.text($0, $1) }.joined()
    if known.count == 0 || example.utf8.count < known.example.utf8.count { known.example = example }
    known.count += 1
    kinds[kind] = known
  }

  private static func text(_ implementation: Implementation, _ outcome: Outcome) -> String {
    let sections = [Outcome.Field.answer, .authority, .additional].map { field in
      "    \(field)\n" + outcome[field].split(separator: "\n").map { "      \($0)\n" }.joined()
    }
    return
      "  \(implementation): \(outcome[.code]) [\(outcome[.flags])] \(outcome.octets) octets\n\(sections.joined())"
  }

  /// How large answers are beside Knot's.
  var sizeReport: String {
    let head = "\(sizes.larger) of \(sizes.compared) answers are larger than Knot's"
    return sizes.larger == 0
      ? head : "\(head), by \(sizes.octets) octets in all; the largest by \(sizes.most):\n\(sizes.example)"
  }

  /// The kinds, most frequent first, each with its first example.
  var report: String {
    kinds.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { "---- \($0.value.count) x \($0.key)\n\($0.value.example)" }.joined(separator: "\n")
  }
}
