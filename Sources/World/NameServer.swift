import Authority
import DNSWire
import Health
import Primitives
import Simulation

/// The authoritative servers on the virtual clock: the lab's `Responder`, what it answers from, and the answers it has given.
class NameServer {
  /// What an answer says to those who asked for addresses.
  struct Answer {
    /// In `answers`.
    var number: Int32
    /// Seconds.
    var ttl: Int64
  }

  @exclusivity(unchecked) var catalog: Catalog { didSet { change() } }
  @exclusivity(unchecked) var health = HealthSnapshot.allHealthy { didSet { change() } }
  /// Counts the changes of what it answers from.
  private(set) var state = 0
  /// Who looks at all it answers.
  @exclusivity(unchecked) weak var audit: Audit? { didSet { audit?.begin(catalog, health) } }
  /// Every different answer, in the order they came up.
  @exclusivity(unchecked) private(set) var answers: [DNSAnswer] = []
  /// Looked up only; never walked through.
  @exclusivity(unchecked) private var numbers: [AddressAnswer: Int32] = [:]
  /// Seconds, of every answer that has addresses; nil: as they say.
  private let ttl: Int64?
  @exclusivity(unchecked) private var responder = Responder()
  /// Whether the reasons of answers are kept: for a client that is followed.
  @exclusivity(unchecked) var explains = false
  /// What aliases and policies decided of the last answer, as `explain dns` and extended errors say it; empty: nothing.
  private(set) var reason = ""
  /// Of each family its own: whether somebody asks for IPv6 addresses, too, changes no other answer.
  @exclusivity(unchecked) private var draws: PerFamily<SplitMix64>
  @exclusivity(unchecked) private var reply = [UInt8](repeating: 0, count: WireLimits.messageOctets)
  @exclusivity(unchecked) private var found = AddressAnswer()

  init(_ catalog: Catalog, seed: UInt64, ttl: Int64? = nil) {
    (self.catalog, self.ttl) = (catalog, ttl)
    var split = RandomStream(seed: seed, kind: "AAAA")
    draws = PerFamily(v4: SplitMix64(seed: seed), v6: SplitMix64(seed: split.next()))
  }

  private func change() {
    state += 1
    audit?.begin(catalog, health)
  }

  /// To a query for the addresses of `family`. Nil: there is no answer. `resolver`: the number of the one that asks; nil: a place does.
  func answer(
    _ query: [UInt8], for family: IPAddress.Family = .v4, from client: IPAddress, resolver: Int32? = nil,
    now: Instant
  ) -> Answer? {
    let draw = draws[family].next()
    let octets = reply(to: query, from: client, health, draw: draw, now: now)
    if explains { reason = reason(of: query, from: client, draw: draw, now: now) }
    guard !octets.isEmpty, let said = found.read(octets.span) else { return nil }
    let answer = Answer(
      number: number(of: found), ttl: found.hasAddresses ? ttl ?? Int64(said) : Int64(said))
    if let audit, audit.watches(resolver), let message = try? Message(octets.span) {
      audit.answered(query, from: client, message, answer)
    }
    return answer
  }

  /// The octets of the reply; none: there is no reply.
  func reply(
    to query: [UInt8], from client: IPAddress, _ health: HealthSnapshot, draw: UInt64, now: Instant
  ) -> [UInt8] {
    // Out of `self` while the responder writes into it.
    var buffer: [UInt8] = []
    swap(&buffer, &reply)
    defer { swap(&buffer, &reply) }
    var span = buffer.mutableSpan
    let response = responder.respond(
      to: query.span, from: client, over: .udp, catalog: catalog, health: health, draw: draw, now: now,
      into: &span)
    return Array(buffer[..<response.count])
  }

  private func reason(of query: [UInt8], from client: IPAddress, draw: UInt64, now: Instant) -> String {
    var settings = AnswerSettings()
    settings.explains = true
    var explainer = Responder(settings: settings)
    var buffer = [UInt8](repeating: 0, count: WireLimits.messageOctets)
    var span = buffer.mutableSpan
    _ = explainer.respond(
      to: query.span, from: client, over: .udp, catalog: catalog, health: health, draw: draw, now: now,
      into: &span)
    return String(decoding: explainer.explanation, as: UTF8.self)
  }

  private func number(of answer: AddressAnswer) -> Int32 {
    if let number = numbers[answer] { return number }
    let number = Int32(answers.count)
    numbers[answer] = number
    answers.append(answer.answer)
    return number
  }
}
