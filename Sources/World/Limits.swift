/// Every bound of this target, with its reason.
enum Limits {
  /// Nanoseconds after which a user is gone: browsers give up later than users do.
  static let patience: Int64 = 10_000_000_000
  /// Nanoseconds from a resolver to the authoritative servers, which stand in many places.
  static let authorityRoundTrip = 30e6
  /// Nanoseconds that a stub resolver waits for an answer: twice five seconds (resolv.conf(5), timeout and attempts).
  static let stubPatience = 10e9
  /// Nanoseconds to a server that is no point of presence, and has no place: between neighbouring continents.
  static let serverRoundTrip = 80e6
  /// Requests that are drawn ahead of their time: so many waits for memory pass together.
  static let lookAhead = 16
  /// Users up to whom a run is watched whole; of more, the same amount of work is: it costs more than the run.
  static let watchedClients = 20_000
  /// Servers of an origin up to whom it is watched who waits for them: each request is put in its place among them.
  static let watchedServers = 1_000
  /// Users that are asked where they would go: shares are right within about a point.
  static let surveyed = 2_000
}
