import Authority
import DNSWire
import Health
import Primitives
import Routing
import Simulation

/// Holds what authoritative servers answer against what the zone admits (`PossibleAnswers`).
struct AnswerAudit {
  /// What was asked, taken out of a message.
  struct Question: Hashable {
    var name: Name
    /// A or AAAA.
    var type: RecordType
    /// The subnet of the client (RFC 7871); nil: the message has none.
    var subnet: IPPrefix?
  }

  /// What was answered.
  struct Reply {
    var addresses: [IPAddress]
    /// The least of its records.
    var ttl: UInt32
    /// SCOPE PREFIX-LENGTH; nil: there is none.
    var scope: Int?
  }

  /// Something that has been found in order, as long as nothing changes.
  private struct Judged: Hashable {
    var question: Question
    var client: IPAddress
    var answer: Int32
    var ttl: UInt32
    var scope: Int?
  }

  private let checks: HealthCheckSet
  private var judged: Set<Judged> = []
  private var questions: [[UInt8]: Question] = [:]
  private var possible: PossibleAnswers?
  private(set) var weights = WeightAudit()
  /// What is asked for, and what was published about it at first; nil: not judged.
  private let names: [Name]
  private var first: [String?] = []

  init(_ checks: HealthCheckSet, names: [Name]) { (self.checks, self.names) = (checks, names) }

  /// About all that is asked for the same is published as at first.
  var isAsAtFirst: Bool {
    zip(names, first).allSatisfy { name, first in first != nil && possible?.contents(of: name) == first }
  }

  /// What is answered from has changed.
  mutating func begin(_ catalog: Catalog, _ health: HealthSnapshot) {
    let edges =
      possible.flatMap { $0.catalog === catalog ? $0.edges : nil }
      ?? NearestEdges(catalog.edges.pointsOfPresence)
    possible = PossibleAnswers(catalog: catalog, health: health, checks: checks, edges: edges)
    if first.isEmpty { first = names.map { possible?.contents(of: $0) } }
    judged.removeAll(keepingCapacity: true)
    weights.begin()
  }

  /// What a message asks for; nil: it is none.
  mutating func question(_ message: [UInt8]) -> Question? {
    if let known = questions[message] { return known }
    guard let parsed = try? Message(message.span), let asked = parsed.questions.first else { return nil }
    let question = Question(name: asked.name, type: asked.type, subnet: Self.subnet(parsed)?.prefix)
    questions[message] = question
    return question
  }

  /// `answer` numbers different answers.
  mutating func judge(
    _ question: Question, from client: IPAddress, _ message: Message, answer: Int32
  ) -> [(Violation.Rule, String)] {
    guard let possible, message.code == .noError else { return [] }
    let reply = Reply(message)
    weights.count(question.name, question.type, reply, possible)
    let client = question.subnet?.address ?? client
    let key = Judged(
      question: question, client: client, answer: answer, ttl: reply.ttl, scope: reply.scope)
    guard !judged.contains(key), let allowed = possible.answer(question.name, question.type, for: client)
    else { return [] }
    judged.insert(key)
    var faults: [(Violation.Rule, String)] = []
    if let fault = Self.fault(reply, allowed) { faults.append((.eligibility, "\(client): \(fault)")) }
    let limit = Self.choices(allowed).filter { $0.addresses.isSuperset(of: reply.addresses) }.map(\.ttl).max()
    let all = Self.choices(allowed).map(\.ttl).max() ?? 0
    if reply.ttl > limit ?? all {
      faults.append(
        (.timeToLive, "was answered with TTL \(reply.ttl); that of the record is \(limit ?? all)"))
    }
    if faults.isEmpty, let scope = reply.scope, let subnet = question.subnet,
      let other = outsider(question, reply, subnet, scope, possible)
    {
      faults.append(
        (.scope, "an answer for \(subnet) is said to be good for /\(scope), but \(other) would not get it"))
    }
    return faults
  }

  private static func choices(_ answer: PossibleAnswers.Answer) -> [PossibleAnswers.Choice] {
    switch answer {
    case .one(let choices), .several(let choices, _): choices
    }
  }

  private static func fault(_ reply: Reply, _ allowed: PossibleAnswers.Answer) -> String? {
    let addresses = Set(reply.addresses)
    func list(_ addresses: [IPAddress]) -> String { addresses.map(\.description).joined(separator: " ") }
    switch allowed {
    case .one(let choices):
      if choices.contains(where: { $0.addresses == addresses }) { return nil }
      let wanted = Set(choices.map { list($0.addresses.sorted()) }).sorted().joined(separator: ", or ")
      return "was answered \(list(reply.addresses)); eligible is \(wanted)"
    case .several(let choices, let count):
      let eligible = choices.reduce(into: Set<IPAddress>()) { $0.formUnion($1.addresses) }
      if addresses.isSubset(of: eligible), reply.addresses.count >= count { return nil }
      return "was answered \(list(reply.addresses)); eligible are \(count) of \(list(eligible.sorted()))"
    }
  }

  /// An address within the scope that would be answered differently: the subnet's own with one bit turned.
  private func outsider(
    _ question: Question, _ reply: Reply, _ subnet: IPPrefix, _ scope: Int, _ possible: PossibleAnswers
  ) -> IPAddress? {
    guard scope < subnet.length else { return nil }
    let width = subnet.address.family == .v4 ? 32 : 128
    return (scope..<subnet.length).lazy.map { bit in
      IPAddress(
        family: subnet.address.family, bits: subnet.address.bits ^ (1 as UInt128) << UInt128(width - 1 - bit))
    }.first { other in
      possible.answer(question.name, question.type, for: other).map { Self.fault(reply, $0) != nil } ?? false
    }
  }

  /// The option of RFC 7871 section 6: family, source and scope prefix length, address.
  fileprivate static func subnet(_ message: Message) -> (prefix: IPPrefix, scope: Int)? {
    guard let data = message.edns?.options.first(where: { $0.code == 8 })?.data, data.count >= 4 else {
      return nil
    }
    let (family, octets): (IPAddress.Family, Int) = data[1] == 1 ? (.v4, 4) : (.v6, 16)
    let address = data[4...] + [UInt8](repeating: 0, count: max(0, octets - (data.count - 4)))
    let bits = address.prefix(octets).reduce(0 as UInt128) { $0 << 8 | UInt128($1) }
    return IPPrefix(IPAddress(family: family, bits: bits), length: Int(data[2])).map { ($0, Int(data[3])) }
  }
}

extension AnswerAudit.Reply {
  init(_ message: Message) {
    addresses = message.answers.filter { $0.type == .a || $0.type == .aaaa }.map {
      IPAddress(type: $0.type, data: $0.data)
    }.sorted()
    ttl = message.answers.map(\.ttlSeconds).max() ?? 0
    scope = AnswerAudit.subnet(message)?.scope
  }
}

extension IPAddress {
  /// Of the data of an A or AAAA record.
  init(type: RecordType, data: some Sequence<UInt8>) {
    self.init(family: type == .a ? .v4 : .v6, bits: data.reduce(0) { $0 << 8 | UInt128($1) })
  }
}
