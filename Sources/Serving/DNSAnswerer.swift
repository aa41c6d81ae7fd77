import Authority
import EventLoop
import Health
import Primitives

/// What answering a query changes. A value of its own: whoever answers a batch has it once, and not every query pays
/// for the check that nobody else does.
struct DNSAnswerer: ~Copyable {
  private var responder: Responder
  private var draws: SplitMix64
  var figures = DNSFigures()

  /// How the last answer came about, where the settings ask for that.
  var explanation: [UInt8] { responder.explanation }

  init(settings: AnswerSettings, seed: UInt64) {
    responder = Responder(settings: settings)
    draws = SplitMix64(seed: seed)
  }

  mutating func respond(
    to query: Span<UInt8>, from client: IPAddress, over transport: Transport, _ catalog: borrowing Catalog,
    _ health: HealthSnapshot, now: Instant, into reply: inout MutableSpan<UInt8>
  ) -> Response {
    responder.respond(
      to: query, from: client, over: transport, catalog: catalog, health: health, draw: draws.next(),
      now: now, into: &reply)
  }

  /// Answers and counts a batch that nothing else wants to know of.
  mutating func answer(
    _ batch: borrowing DatagramBatch, _ catalog: borrowing Catalog, _ health: HealthSnapshot, now: Instant
  ) {
    batch.answer { query, client, reply in
      let response = respond(to: query, from: client, over: .udp, catalog, health, now: now, into: &reply)
      if response.count > 0 { figures.add(response, .udp) }
      return response.count
    }
  }
}
