import EdgeCache
import HTTPWire
import Primitives
import Testing

/// Points of presence and regional caches in a chain, on a virtual clock, and an origin that does as it is told.
final class TierLab {
  private(set) var caches: [String: EdgeCache] = [:]
  private(set) var chain: TierChain!
  var now = Instant(secondsSinceEpoch: 1_800_000_000)
  /// What origins have been asked and have not answered, with the cache that asks.
  private(set) var open: [(fetch: Fetch, cache: EdgeCache, name: String)] = []
  private(set) var left: [Fetch] = []
  private let policy: CachePolicy

  /// `IAD` and `BOS` ask us-east-1, `FRA` eu-central-1, `LON` no regional cache.
  init(
    _ policy: CachePolicy = CachePolicy(name: "test", enableAcceptEncodingGzip: true),
    capacity: Int = 1 << 22,
    bodies: EdgeCache.Bodies = .kept, changing change: (inout Distribution) -> Void = { _ in }
  ) {
    self.policy = policy
    let configuration = Lab.configuration(policy, change)
    func add(_ name: String, _ tier: CacheTier) -> EdgeCache {
      let cache = EdgeCache(
        pop: name, capacity: capacity, tier: tier, configuration: configuration, seed: 7, bodies: bodies)
      caches[name] = cache
      return cache
    }
    let regional = ["us-east-1", "eu-central-1"].map { ($0, add($0, .regional(region: $0))) }
    for (pop, region) in [("IAD", "us-east-1"), ("BOS", "us-east-1"), ("FRA", "eu-central-1")] {
      _ = add(pop, .edge(regionalCache: region))
    }
    _ = add("LON", .edge(regionalCache: nil))
    chain = TierChain(
      regionalCaches: Dictionary(uniqueKeysWithValues: regional), clock: { [unowned self] in now },
      askOrigin: { [unowned self] fetch, cache in
        let name = caches.first { $0.value === cache }?.key ?? ""
        open.append((fetch, cache, name))
      },
      leave: { [unowned self] in left.append($0) })
  }

  /// A viewer asks at `pop`.
  func ask(
    _ pop: String, _ method: String = "GET", _ target: String = "/a", _ fields: [String: String] = [:],
    https: Bool = false
  ) -> Exchange {
    let exchange = Exchange()
    exchange.request = RequestHead(method, target)
    exchange.request.fields.append("Host", "www.example.com")
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      exchange.request.fields.append(name, value)
    }
    exchange.viewer = IPAddress(v4: 0xC000_0201)
    exchange.viewerScheme = https ? .https : .http
    if let fetch = cache(pop).begin(exchange, now: now) { chain.start(fetch, of: cache(pop)) }
    return exchange
  }

  func cache(_ name: String) -> EdgeCache { caches[name]! }

  /// The oldest open question to an origin is answered; the body is `body`.
  func answer(_ status: UInt16, _ fields: [String: String] = [:], body: String = "content") {
    guard !open.isEmpty else { Issue.record("nobody has asked an origin"); return }
    let (fetch, cache, _) = open.removeFirst()
    var head = ResponseHead(status: status)
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) { head.fields.append(name, value) }
    let hasBody = status != 304 && fetch.method != .head
    if hasBody { head.fields.append("Content-Length", "\(body.utf8.count)") }
    for next in cache.receive(head, for: fetch, now: now) { chain.start(next, of: cache) }
    if hasBody {
      let octets = Array(body.utf8)
      if cache.bodies == .counted {
        cache.receive(byteCount: octets.count, for: fetch, now: now)
      } else {
        cache.receive(octets.span, for: fetch, now: now)
      }
    }
    cache.finish(fetch, now: now)
  }

  func fail(_ failure: OriginFailure) {
    let (fetch, cache, _) = open.removeFirst()
    for next in cache.fail(fetch, failure, now: now) { chain.start(next, of: cache) }
  }

  /// Which cache asks, and which origin: `us-east-1 o`.
  var asking: [String] { open.map { "\($0.name) \($0.fetch.origin.id)" } }
  var requestHeads: [String] { open.map { String(decoding: $0.fetch.requestHead, as: UTF8.self) } }

  func pass(_ seconds: Int64) { now = now.advanced(bySeconds: seconds) }

  /// What an exchange has got: `200 Hit fresh`.
  func got(_ exchange: Exchange) -> String {
    exchange.phase == .responding
      ? "\(exchange.status) \(exchange.result.text) \(exchange.reason.rawValue)" : "\(exchange.phase)"
  }

  /// The lines of the head that begin with `name`.
  func lines(_ name: String, of exchange: Exchange) -> [String] {
    exchange.headText.split(separator: "\r\n").map(String.init).filter {
      $0.lowercased().hasPrefix(name.lowercased() + ":")
    }
  }

  func content(of exchange: Exchange) -> String {
    var bytes: [UInt8] = []
    while case .bytes(let octets) = exchange.content {
      bytes.append(span: octets.span)
      exchange.sent(octets.count)
    }
    return bytes.span.text
  }

  /// The viewer has it all; the connection takes the next request.
  func end(_ exchange: Exchange, at pop: String) { cache(pop).end(exchange, bytesSent: 100, now: now) }
}
