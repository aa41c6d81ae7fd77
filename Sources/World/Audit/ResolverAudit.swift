import DNSWire
import Primitives

/// Remembers what authoritative servers told each resolver, and says whether the resolver may still tell it to a client.
///
/// Times are nanoseconds of the run.
struct ResolverAudit {
  /// Who was told: an address, the subnet it asked for, and the type of the records.
  struct Asker: Hashable {
    var address: IPAddress
    var subnet: IPPrefix?
    var type: RecordType
  }

  private struct Told {
    var at: Int64
    /// Seconds.
    var ttl: Int64
  }

  /// By the number of the answer.
  private var told: [Asker: [Int32: Told]] = [:]
  /// Of each resolver, by its number: when it last could not ask.
  private var isolated: [Int32: Int64] = [:]

  mutating func told(_ asker: Asker, _ answer: Int32, ttl: Int64, at now: Int64) {
    told[asker, default: [:]][answer] = Told(at: now, ttl: ttl)
  }

  /// A resolver cannot ask at this moment.
  mutating func isolate(_ resolver: Int32, at now: Int64) { isolated[resolver] = now }

  /// What is wrong with an answer that a client is given for `remaining` nanoseconds; nil: nothing.
  func fault(
    _ asker: Asker, _ resolver: Int32, _ profile: ResolverProfile, _ answer: Int32, remaining: Int64,
    at now: Int64
  ) -> String? {
    guard let told = told[asker]?[answer] else { return "gives an answer that it was never told" }
    let ttl = min(max(told.ttl, profile.ttlMinimum), profile.ttlMaximum)
    let end = told.at + ttl * Self.second
    if now + remaining <= end { return nil }
    let text =
      "gives an answer of \(told.at / Self.second) s, TTL \(ttl), for \(remaining / Self.second) s more"
    // RFC 8767 section 5: stale data has a TTL of 30 s, and is given for so many days at most.
    let isStale = now + Self.staleTime >= end && remaining <= Self.staleTime && now <= end + Self.stalest
    switch profile.staleMode {
    case .never: return text
    case .immediately: return isStale ? nil : text
    case .whenUnreachable:
      let cause = isolated[resolver] ?? .min / 2
      return isStale && now - cause <= Self.staleTime ? nil : text
    }
  }

  private static let second: Int64 = 1_000_000_000
  private static let staleTime = 30 * second
  private static let stalest = 86_400 * second
}
