import Authority
import DNSWire
import Primitives
import RateLimiting

/// Response-rate limiting of one worker's UDP answers.
struct DNSRateLimiter: ~Copyable {
  private var limiter: ResponseRateLimiter
  private var query = Query()
  private let hash: KeyedHash

  /// `settings` are the whole server's. The kernel spreads a network's queries over the workers, so each has its share.
  init(_ settings: ResponseRateLimiter.Settings, workers: Int, seed: UInt64) {
    var share = settings
    share.responsesPerSecond = max(1, settings.responsesPerSecond / max(1, workers))
    limiter = ResponseRateLimiter(share, seed: seed)
    hash = KeyedHash(seed: seed)
  }

  /// What is to become of the answer in `reply`, and how many octets of it are to be sent.
  mutating func limit(
    _ response: Response, to packet: Span<UInt8>, from client: IPAddress, catalog: borrowing Catalog,
    now: Instant, _ reply: inout MutableSpan<UInt8>
  ) -> (QueryLogLine.Fate, Int) {
    _ = query.parse(packet)
    let kind = ResponseKind(
      response, query: query, reply: reply.span.extracting(0..<response.count), catalog: catalog, hash: hash)
    switch limiter.judge(kind.kind, name: kind.name, to: client, now: now) {
    case .send: return (.sent, response.count)
    case .drop: return (.dropped, 0)
    case .truncate:
      // Header and question, nothing of the data: no larger than the query was.
      let end = min(query.questionEnd, response.count)
      reply[2] |= 2
      for index in 6..<WireLimits.headerOctets { reply[index] = 0 }
      if end == WireLimits.headerOctets { (reply[4], reply[5]) = (0, 0) }
      return (.truncated, end)
    }
  }
}
