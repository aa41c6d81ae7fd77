import Geo
import HTTPWire
import Primitives
import RateLimiting

/// A `WebACLStatement` ready for requests; what it counts is its own.
indirect enum CompiledStatement {
  case addresses(AddressSet)
  case countries([Country])
  case byteMatch(CompiledByteMatch)
  case rateBased(RequestCounter)
  case and([CompiledStatement])
  case or([CompiledStatement])
  case not(CompiledStatement)

  init(_ statement: WebACLStatement, seed: UInt64) {
    switch statement {
    case .addresses(let prefixes): self = .addresses(AddressSet(prefixes))
    case .countries(let countries): self = .countries(countries)
    case .byteMatch(let match): self = .byteMatch(CompiledByteMatch(match))
    case .rateBased(let rate): self = .rateBased(RequestCounter(rate, seed: seed))
    case .and(let parts): self = .and(parts.map { CompiledStatement($0, seed: seed) })
    case .or(let parts): self = .or(parts.map { CompiledStatement($0, seed: seed) })
    case .not(let part): self = .not(CompiledStatement(part, seed: seed))
    }
  }

  func holds(for exchange: Exchange, _ request: borrowing RequestHead, _ target: RequestTarget, now: Instant)
    -> Bool
  {
    switch self {
    case .addresses(let set): return set.contains(exchange.viewer)
    case .countries(let countries):
      return exchange.viewerLocation.country.map(countries.contains) ?? false
    case .byteMatch(let match): return match.holds(request, target)
    case .rateBased(let counter): return counter.isOver(for: exchange, request, target, now: now)
    case .and(let parts):
      for part in parts where !part.holds(for: exchange, request, target, now: now) { return false }
      return true
    case .or(let parts):
      for part in parts where part.holds(for: exchange, request, target, now: now) { return true }
      return false
    case .not(let part): return !part.holds(for: exchange, request, target, now: now)
    }
  }
}

/// The counts of a `RateBasedStatement`.
final class RequestCounter {
  private let limit: Int
  private let countsAllTogether: Bool
  private let scope: CompiledStatement?
  private var rates: RequestRates

  init(_ rate: WebACLStatement.RateBased, seed: UInt64) {
    (limit, countsAllTogether) = (rate.limit, rate.countsAllTogether)
    scope = rate.scopeDown.map { CompiledStatement($0, seed: seed) }
    rates = RequestRates(
      windowSeconds: rate.windowSeconds, slots: rate.countsAllTogether ? 1 : RateLimits.requestSlots,
      seed: seed)
  }

  /// Counts the request, if it is one of those that count. What is blocked counts too: who goes on stays out.
  func isOver(for exchange: Exchange, _ request: borrowing RequestHead, _ target: RequestTarget, now: Instant)
    -> Bool
  {
    if let scope, !scope.holds(for: exchange, request, target, now: now) { return false }
    return rates.count(countsAllTogether ? nil : exchange.viewer, now: now) > limit
  }
}
