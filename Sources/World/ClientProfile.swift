import Primitives

/// How a kind of client treats the addresses its resolver gave it.
package struct ClientProfile: Hashable, Sendable {
  /// How long it uses an answer, in seconds of which `ttl` is what the resolver said remains.
  package enum Caching: Hashable, Sendable {
    /// As long as the TTL, but at least so many seconds.
    case timeToLive(atLeast: Double)
    case fixed(seconds: Double)
    /// As long as a process or a connection lives: drawn anew for each answer.
    case lognormal(median: Double, sigma: Double)

    /// Nanoseconds that an answer with `remaining` nanoseconds of TTL is used.
    package func lifetime(remaining: Int64, _ stream: inout RandomStream) -> Int64 {
      switch self {
      case .timeToLive(let least): max(remaining, Int64(least * 1e9))
      case .fixed(let seconds): Int64(seconds * 1e9)
      case .lognormal(let median, let sigma): Int64(stream.lognormal(median: median, sigma: sigma) * 1e9)
      }
    }
  }

  package var id: String
  /// Its share of the clients; shares of all profiles are divided by their sum.
  package var weight: Double
  package var caching: Caching
  /// Seconds until it gives up connecting to one address.
  package var connectTimeout: Double
  /// How many of these try the next address after a failure: 0...1.
  package var triesNextAddress: Double
  /// Seconds after which it tries the next address beside the first (RFC 8305 section 5, Connection Attempt Delay); nil: it does not do
  /// as RFC 8305 says, waits for the addresses of both families, and tries the next one when the first has failed.
  package var attemptDelay: Double?
  /// The addresses that it tries first, where it has those of both families: by RFC 6724 IPv6.
  package var preferred: IPAddress.Family

  package init(
    id: String, weight: Double, caching: Caching, connectTimeout: Double, triesNextAddress: Double,
    attemptDelay: Double? = nil, preferred: IPAddress.Family = .v6
  ) {
    (self.id, self.weight, self.caching) = (id, weight, caching)
    (self.connectTimeout, self.triesNextAddress) = (connectTimeout, triesNextAddress)
    (self.attemptDelay, self.preferred) = (attemptDelay, preferred)
  }

  /// The default mix. The share of the last is calibrated so that 2 % of the users are still at the old address 15 minutes
  /// after a change of a record with TTL 20 (Flavel, Mani, Maltz, LANMAN 2014). Java's `java.net.preferIPv6Addresses` is false.
  package static let usual: [ClientProfile] = [
    ClientProfile(
      id: "chromium", weight: 0.60, caching: .timeToLive(atLeast: 60), connectTimeout: 4, triesNextAddress: 1,
      attemptDelay: 0.25),
    ClientProfile(
      id: "webkit", weight: 0.19, caching: .fixed(seconds: 60), connectTimeout: 4, triesNextAddress: 1,
      attemptDelay: 0.25),
    ClientProfile(
      id: "gecko", weight: 0.03, caching: .timeToLive(atLeast: 60), connectTimeout: 4, triesNextAddress: 1,
      attemptDelay: 0.25),
    ClientProfile(
      id: "native_ttl", weight: 0.12, caching: .timeToLive(atLeast: 0), connectTimeout: 10,
      triesNextAddress: 0.5),
    ClientProfile(
      id: "jvm30", weight: 0.03, caching: .fixed(seconds: 30), connectTimeout: 20, triesNextAddress: 0,
      preferred: .v4),
    ClientProfile(
      id: "sticky", weight: 0.03, caching: .lognormal(median: 1500, sigma: 1), connectTimeout: 20,
      triesNextAddress: 0),
  ]

  /// One without a cache of its own: all it knows is what its resolver says at the moment.
  package static let cacheless = ClientProfile(
    id: "cacheless", weight: 1, caching: .fixed(seconds: 0), connectTimeout: 4, triesNextAddress: 1)
}
