import Primitives

/// How a kind of recursive resolver treats what the authoritative servers told it.
package struct ResolverProfile: Hashable, Sendable {
  /// What it does with answers whose TTL has run out.
  package enum StaleMode: Hashable, Sendable {
    /// Forgets them.
    case never
    /// Answers with them while no authoritative server can be reached (RFC 8767).
    case whenUnreachable
    /// Answers with them once more, and asks anew behind (Unbound's `serve-expired` with client time-out 0).
    case immediately
  }

  /// Where it stands, as authoritative servers see it.
  package enum Placement: Hashable, Sendable {
    /// In the city of its clients: the resolver of an access provider.
    case metro
    /// At the nearest site of a public service.
    case anycast
  }

  package var id: String
  /// Its share of the clients; shares of all profiles are divided by their sum.
  package var weight: Double
  /// Seconds: shorter TTLs are extended to this.
  package var ttlMinimum: Int64
  /// Seconds: longer TTLs are cut to this.
  package var ttlMaximum: Int64
  /// The prefix length of the client subnet it sends (RFC 7871); 0: it sends none.
  package var ecsPrefixLength: Int
  package var staleMode: StaleMode
  /// Caches that know nothing of each other behind its address.
  package var cacheShards: Int
  package var placement: Placement

  package init(
    id: String, weight: Double, ttlMinimum: Int64 = 0, ttlMaximum: Int64 = 86_400, ecsPrefixLength: Int = 0,
    staleMode: StaleMode = .never, cacheShards: Int = 1, placement: Placement = .metro
  ) {
    (self.id, self.weight) = (id, weight)
    (self.ttlMinimum, self.ttlMaximum) = (ttlMinimum, ttlMaximum)
    (self.ecsPrefixLength, self.staleMode) = (ecsPrefixLength, staleMode)
    (self.cacheShards, self.placement) = (cacheShards, placement)
  }

  /// The TTL of an answer that stale data is given with (RFC 8767 section 5), seconds.
  package static let staleTTL: Int64 = 30

  /// The default mix: TTLs kept or bounded as the resolvers' manuals say; 8.7 % extend them (Bhowmick et al., PAM 2023); a
  /// quarter of the clients at public services, which alone send client subnets.
  package static let usual: [ResolverProfile] = [
    ResolverProfile(id: "isp", weight: 0.600),
    ResolverProfile(id: "isp_min60", weight: 0.045, ttlMinimum: 60),
    ResolverProfile(id: "isp_min300", weight: 0.028, ttlMinimum: 300),
    ResolverProfile(id: "isp_min3600", weight: 0.014, ttlMinimum: 3600),
    ResolverProfile(
      id: "google", weight: 0.170, ttlMaximum: 21_600, ecsPrefixLength: 24, cacheShards: 8,
      placement: .anycast),
    ResolverProfile(id: "cloudflare", weight: 0.060, cacheShards: 2, placement: .anycast),
    ResolverProfile(id: "quad9_opendns", weight: 0.020, cacheShards: 2, placement: .anycast),
    ResolverProfile(id: "stale_rfc8767", weight: 0.040, staleMode: .whenUnreachable),
    ResolverProfile(id: "stale_immediate", weight: 0.023, staleMode: .immediately),
  ]

  /// One that does as RFC 1035 says and nothing else.
  package static let honouring = ResolverProfile(id: "honouring", weight: 1)

  /// How long it keeps an answer of `ttl` seconds.
  package func lifetime(ttl: Int64) -> Int64 { min(max(ttl, ttlMinimum), ttlMaximum) }
}
