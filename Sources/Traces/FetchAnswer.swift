/// What an object was when an origin gave it out. The origin says with it whether a copy still holds (a validator).
struct ObjectVersion: BitwiseCopyable, Hashable, Sendable {
  /// Octets.
  var size: Int
  /// Of the changes that do not show in the size.
  var number: Int
}

/// What a cache, or an origin, answers to the cache before it.
struct FetchAnswer {
  var version: ObjectVersion
  /// The second from which on the answer is there.
  var ready: Int
  /// The second from which on it is stale; `never` if that does not come. Caches pass it on, as they do the age of a
  /// response (RFC 9111 section 4.2.3).
  var freshUntil: Int

  static var never: Int { .max }

  /// A copy of the version asked about still holds: no octets came.
  func confirms(_ copy: ObjectVersion?) -> Bool { copy == version }
}

/// The origin behind all caches of a replay.
struct ReplayOrigin {
  let rules: ReplayRules

  func answer(_ request: Request) -> FetchAnswer {
    let ready = request.time + rules.fetchSeconds
    let seconds = rules.ttl.seconds(for: request, size: request.size)
    return FetchAnswer(
      version: ObjectVersion(
        size: request.size, number: rules.changes?.version(of: request.id, at: ready) ?? 0),
      ready: ready, freshUntil: seconds == 0 ? FetchAnswer.never : ready + Int(seconds))
  }
}
