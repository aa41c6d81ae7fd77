import Authority
import DNSWire
import Health
import Primitives
import Simulation

/// The authoritative servers on the virtual clock: the lab's `Responder`, what it answers from, and the answers it has given.
struct NameServer: ~Copyable {
  /// What an answer says to those who asked for addresses.
  struct Answer {
    /// In `answers`.
    var number: Int32
    /// Seconds.
    var ttl: Int64
  }

  var catalog: Catalog
  var health = HealthSnapshot.allHealthy
  /// Every different answer, in the order they came up.
  private(set) var answers: [DNSAnswer] = []
  private var numbers: [DNSAnswer: Int32] = [:]
  /// Seconds, of every answer that has addresses; nil: as they say.
  private let ttl: Int64?
  private var responder = Responder()
  private var draws: SplitMix64
  private var reply = [UInt8](repeating: 0, count: WireLimits.messageOctets)

  init(_ catalog: Catalog, seed: UInt64, ttl: Int64? = nil) {
    (self.catalog, self.ttl) = (catalog, ttl)
    draws = SplitMix64(seed: seed)
  }

  /// Nil: there is no answer.
  mutating func answer(_ query: [UInt8], from client: IPAddress, now: Instant) -> Answer? {
    let draw = draws.next()
    // Out of `self` while the responder writes into it.
    var buffer: [UInt8] = []
    swap(&buffer, &reply)
    defer { swap(&buffer, &reply) }
    var span = buffer.mutableSpan
    let response = responder.respond(
      to: query.span, from: client, over: .udp, catalog: catalog, health: health, draw: draw, now: now,
      into: &span)
    let octets = Array(buffer[..<response.count])
    guard response.count > 0, let message = try? Message(octets.span) else { return nil }
    let records = message.answers.filter { $0.type == .a && $0.data.count == 4 }
    let addresses = records.map { record in
      IPAddress(family: .v4, bits: record.data.reduce(0) { $0 << 8 | UInt128($1) })
    }
    // Of a chain, the least; that there is nothing is kept as long as the SOA record says (RFC 2308 section 5).
    let said = message.answers.map(\.ttlSeconds).min() ?? message.authorities.map(\.ttlSeconds).min() ?? 0
    return Answer(
      number: number(of: DNSAnswer(addresses, code: "\(message.code)")),
      ttl: addresses.isEmpty ? Int64(said) : ttl ?? Int64(said))
  }

  private mutating func number(of answer: DNSAnswer) -> Int32 {
    if let number = numbers[answer] { return number }
    let number = Int32(answers.count)
    numbers[answer] = number
    answers.append(answer)
    return number
  }
}
