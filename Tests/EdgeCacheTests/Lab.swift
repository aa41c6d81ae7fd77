import EdgeCache
import HTTPWire
import Primitives

/// A cache, a virtual clock and an origin that says what it is told to.
final class Lab {
  let cache: EdgeCache
  var now = Instant(secondsSinceEpoch: 1_800_000_000)
  /// Origin requests so far.
  var asked = 0

  init(
    _ policy: CachePolicy = CachePolicy(name: "test", enableAcceptEncodingGzip: true),
    capacity: Int = 1 << 22,
    bodies: EdgeCache.Bodies = .kept, _ change: (inout Distribution) -> Void = { _ in },
    makeEncoder: @escaping MakeContentEncoder = { _ in nil }
  ) {
    cache = EdgeCache(
      pop: "IAD89-C1", capacity: capacity, configuration: Self.configuration(policy, change), seed: 7,
      bodies: bodies, makeEncoder: makeEncoder)
  }

  static func distribution(_ policy: CachePolicy) -> Distribution {
    Distribution(
      id: "E1", domainName: "d1.cloudfront.net", aliases: ["www.example.com", "*.example.org"],
      origins: [Origin(id: "o", domainName: "origin.test", originPath: "/base")],
      defaultCacheBehavior: CacheBehavior(targetOriginID: "o", allowedMethods: .all, cachePolicy: policy))
  }

  static func configuration(_ policy: CachePolicy, _ change: (inout Distribution) -> Void = { _ in })
    -> EdgeConfiguration
  {
    var distribution = distribution(policy)
    change(&distribution)
    guard let configuration = try? EdgeConfiguration([distribution]) else {
      fatalError("bad test configuration")
    }
    return configuration
  }

  func field(_ text: String) -> (String, String) {
    let colon = text.firstIndex(of: ":") ?? text.endIndex
    return (String(text[..<colon]), text[colon...].dropFirst(2).description)
  }

  func exchange(_ method: String, _ target: String, fields: [(String, String)] = []) -> Exchange {
    let exchange = Exchange()
    exchange.request = RequestHead(method, target)
    if !fields.contains(where: { $0.0 == "Host" }) {
      exchange.request.fields.append("Host", "www.example.com")
    }
    for (name, value) in fields { exchange.request.fields.append(name, value) }
    exchange.viewer = IPAddress(v4: 0xC000_0201)
    return exchange
  }

  /// Head, body and end. The body is `status#n`, unless the status has none.
  func answer(_ fetch: Fetch, _ status: UInt16, _ fields: [(String, String)] = []) -> [Fetch] {
    asked += 1
    var head = ResponseHead(status: status)
    for (name, value) in fields { head.fields.append(name, value) }
    let more = cache.receive(head, for: fetch, now: now)
    let body = Array("\(status)#\(asked)".utf8)
    if status != 304, status != 204, fetch.method != .head { cache.receive(body.span, for: fetch, now: now) }
    cache.finish(fetch, now: now)
    return more
  }

  func text(_ body: ResponseBody?) -> String {
    guard let body else { return "" }
    var bytes: [UInt8] = []
    while let octets = body.octets(at: bytes.count) { bytes.append(span: octets.span) }
    return bytes.span.text
  }
}

extension Exchange {
  var headText: String { String(decoding: head, as: UTF8.self) }
}
