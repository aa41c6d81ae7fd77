import Configuration
import EdgeCache
import Health
import LoadBalancing
import Primitives

/// A load balancer as one PoP knows it. Each PoP deals out its own requests; health checks speak to all of them alike.
final class TargetGroup {
  private(set) var settings: BalancedOrigin
  private var balancer: Balancer
  private var draws: SplitMix64
  /// The targets by what the sticky cookie calls them.
  private var names: [String: String] = [:]

  init(_ settings: BalancedOrigin, seed: UInt64) {
    (self.settings, balancer, draws) = (settings, Balancer(settings.balancer), SplitMix64(seed: seed))
    nameTargets()
  }

  /// New settings; what is known of targets that stay is kept.
  func reload(_ settings: BalancedOrigin) {
    self.settings = settings
    balancer.reload(settings.balancer)
    nameTargets()
  }

  func follow(_ health: HealthSnapshot, numbers: [String: Int], at now: Instant) {
    for target in settings.balancer.targets {
      guard let number = numbers[settings.checkID(of: target.name)] else { continue }
      balancer.setHealthy(health.isHealthy(number), target.name, at: now)
    }
  }

  // MARK: Requests

  /// The target for a request head that the edge wrote; once all have failed it, they are tried once more. Nil: all are
  /// draining.
  func choose(for head: Span<UInt8>, tried: [String], at now: Instant) -> String? {
    let request = Balancer.Request(key: key(of: head), sticky: named(by: head))
    return balancer.choose(for: request, tried: tried, draws: &draws, now: now)
      ?? balancer.choose(for: request, draws: &draws, now: now)
  }

  func place(of target: String) -> HostAndPort? { settings.places[target] }

  func begin(_ target: String) { balancer.begin(target) }

  /// `took`: to the head of the response; nil if none came.
  func end(_ target: String, took: Duration?, at now: Instant) { balancer.end(target, took: took, at: now) }

  /// The `Set-Cookie` that brings the client back to `target`; nil where it comes back anyway.
  func cookie(for target: String, answering head: Span<UInt8>) -> String? {
    guard let name = settings.stickyCookie, named(by: head) != target else { return nil }
    return "\(name)=\(Self.cookieValue(target)); Path=/; HttpOnly"
  }

  // MARK: What a request says

  private func named(by head: Span<UInt8>) -> String? {
    guard let name = settings.stickyCookie, let value = head.cookieValue(name) else { return nil }
    return names[String(decoding: Array(head, value), as: UTF8.self)]
  }

  /// Equal on all PoPs.
  private func key(of head: Span<UInt8>) -> UInt64 {
    guard settings.balancer.algorithm == .hash else { return 0 }
    let part: Range<Int>?
    switch settings.hashKey {
    case .url: part = head.requestTarget
    case .address: part = nil
    case .cookie(let name): part = head.cookieValue(name)
    case .header(let name): part = head.headerValue(Array(name.utf8))
    }
    return Self.hash(head.extracting(part ?? head.viewerAddress ?? 0..<0))
  }

  private func nameTargets() {
    let targets = settings.balancer.targets.map(\.name)
    names = Dictionary(targets.map { (Self.cookieValue($0), $0) }) { first, _ in first }
  }

  /// Tells nobody what the target is called. It is the same after a restart and on every PoP.
  private static func cookieValue(_ target: String) -> String {
    String(hash(Array(target.utf8).span), radix: 16)
  }

  private static func hash(_ octets: Span<UInt8>) -> UInt64 { KeyedHash(seed: 0)(octets) }
}

extension Span where Element == UInt8 {
  /// Of a request head that the edge wrote: path and query.
  fileprivate var requestTarget: Range<Int>? {
    guard let start = firstIndex(of: UInt8(ascii: " "), in: 0..<count),
      let end = firstIndex(of: UInt8(ascii: " "), in: start + 1..<count)
    else { return nil }
    return start + 1..<end
  }

  /// The last of X-Forwarded-For, which the edge has added.
  fileprivate var viewerAddress: Range<Int>? {
    guard let list = headerValue("x-forwarded-for") else { return nil }
    var start = list.lowerBound
    while let comma = firstIndex(of: UInt8(ascii: ","), in: start..<list.upperBound) { start = comma + 1 }
    return trimmed(start..<list.upperBound)
  }

  /// Where the value of the first cookie called `name` is (RFC 6265 section 4.2.1).
  func cookieValue(_ name: String) -> Range<Int>? {
    guard let list = headerValue("cookie") else { return nil }
    let name = Array(name.utf8)
    var start = list.lowerBound
    while start < list.upperBound {
      let end = firstIndex(of: UInt8(ascii: ";"), in: start..<list.upperBound) ?? list.upperBound
      let cookie = trimmed(start..<end)
      start = end + 1
      guard let equals = firstIndex(of: UInt8(ascii: "="), in: cookie),
        Array(self, cookie.lowerBound..<equals) == name
      else { continue }
      return equals + 1..<cookie.upperBound
    }
    return nil
  }
}

extension [UInt8] {
  /// A copy of a part of `span`.
  init(_ span: Span<UInt8>, _ range: Range<Int>) {
    self.init()
    reserveCapacity(range.count)
    for index in range { append(span[index]) }
  }
}
