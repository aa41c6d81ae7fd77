import Primitives

/// What one cache of a resolver knows of one name, or, where answers depend on client subnets, of a name and a subnet.
///
/// Times are nanoseconds of the run. Answers are numbers that the owner interns.
package struct ResolverCache: Sendable, BitwiseCopyable {
  /// What a client is told.
  package enum Verdict: Hashable, Sendable {
    /// From the cache, with so many nanoseconds left to live.
    case answer(Int32, remaining: Int64)
    /// The same, out of date: the owner is to ask the authoritative server all the same, and to `store` what it says.
    case staleAnswer(Int32, remaining: Int64)
    /// Ask the authoritative server.
    case miss
  }

  /// Until which it answers.
  package private(set) var expires = Int64.min
  private var answer: Int32 = -1

  package init() {}

  package func lookUp(_ staleMode: ResolverProfile.StaleMode, at now: Int64) -> Verdict {
    if now < expires { return .answer(answer, remaining: expires - now) }
    if staleMode == .immediately, answer >= 0 {
      return .staleAnswer(answer, remaining: ResolverProfile.staleTTL * 1_000_000_000)
    }
    return .miss
  }

  /// Takes in what the authoritative server said, to be used for `lifetime` nanoseconds.
  package mutating func store(_ answer: Int32, lifetime: Int64, at now: Int64) {
    (self.answer, expires) = (answer, now + lifetime)
  }

  /// The authoritative server did not answer: the old answer, for a while, where the profile says so (RFC 8767 section 5).
  package mutating func unreachable(_ staleMode: ResolverProfile.StaleMode, at now: Int64) -> Verdict {
    guard staleMode != .never, answer >= 0 else { return .miss }
    let lifetime = ResolverProfile.staleTTL * 1_000_000_000
    expires = now + lifetime
    return .answer(answer, remaining: lifetime)
  }
}
