import Primitives

/// What one cache of a resolver knows of the names it was asked for: a slot for each name, and, where answers depend on
/// client subnets, for each subnet.
///
/// Times are nanoseconds of the run. Answers are numbers that the owner interns.
package struct ResolverCache: Sendable {
  /// What a client is told.
  package enum Verdict: Hashable, Sendable {
    /// From the cache, with so many nanoseconds left to live.
    case answer(Int32, remaining: Int64)
    /// The same, out of date: the owner is to ask the authoritative server all the same, and to `store` what it says.
    case staleAnswer(Int32, remaining: Int64)
    /// Ask the authoritative server.
    case miss
  }

  private struct Entry: Sendable {
    var answer: Int32 = -1
    var expires = Int64.min
  }

  package let profile: ResolverProfile
  private var entries: [Entry]

  package init(_ profile: ResolverProfile, slots: Int) {
    self.profile = profile
    entries = [Entry](repeating: Entry(), count: slots)
  }

  package func lookUp(_ slot: Int, at now: Int64) -> Verdict {
    let entry = entries[slot]
    if now < entry.expires { return .answer(entry.answer, remaining: entry.expires - now) }
    if profile.staleMode == .immediately, entry.answer >= 0 {
      return .staleAnswer(entry.answer, remaining: ResolverProfile.staleTTL * 1_000_000_000)
    }
    return .miss
  }

  /// Takes in what the authoritative server said, `ttl` in seconds; returns the nanoseconds it will be used.
  @discardableResult
  package mutating func store(_ answer: Int32, ttl: Int64, in slot: Int, at now: Int64) -> Int64 {
    let lifetime = profile.lifetime(ttl: ttl) * 1_000_000_000
    entries[slot] = Entry(answer: answer, expires: now + lifetime)
    return lifetime
  }

  /// The authoritative server did not answer: the old answer, for a while, where the profile says so (RFC 8767 section 5).
  package mutating func unreachable(_ slot: Int, at now: Int64) -> Verdict {
    guard profile.staleMode != .never, entries[slot].answer >= 0 else { return .miss }
    let lifetime = ResolverProfile.staleTTL * 1_000_000_000
    entries[slot].expires = now + lifetime
    return .answer(entries[slot].answer, remaining: lifetime)
  }
}
