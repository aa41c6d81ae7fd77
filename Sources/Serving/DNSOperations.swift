/// What the DNS server did beside answering; each worker counts for itself. Only `open` ever falls.
struct DNSOperations: Codable, Sendable, Equatable {
  /// UDP answers over the limit (`--rrl-limit`).
  struct RateLimited: Codable, Sendable, Equatable {
    var dropped = 0
    /// Sent truncated, so that the client may come again over TCP.
    var slipped = 0
  }

  struct Connections: Codable, Sendable, Equatable {
    var open = 0
    var accepted = 0
    /// Ended to make room for another.
    var evicted = 0
    /// Not accepted: their source had its share.
    var refused = 0
  }

  /// Whole zones that were asked for.
  struct Transfers: Codable, Sendable, Equatable {
    var served = 0
    var refused = 0
    /// The connection ended before the zone did.
    var broken = 0
  }

  var rateLimited = RateLimited()
  var tcp = Connections()
  var tls = Connections()
  var transfersOut = Transfers()

  static func += (sum: inout DNSOperations, more: DNSOperations) {
    sum.rateLimited.dropped += more.rateLimited.dropped
    sum.rateLimited.slipped += more.rateLimited.slipped
    sum.tcp += more.tcp
    sum.tls += more.tls
    sum.transfersOut.served += more.transfersOut.served
    sum.transfersOut.refused += more.transfersOut.refused
    sum.transfersOut.broken += more.transfersOut.broken
  }
}

extension DNSOperations.Connections {
  static func += (sum: inout Self, more: Self) {
    sum.open += more.open
    sum.accepted += more.accepted
    sum.evicted += more.evicted
    sum.refused += more.refused
  }
}

/// NOTIFY messages, counted on the main thread (RFC 1996).
struct NotificationCounts: Codable, Sendable, Equatable {
  /// Messages, repetitions among them.
  var sent = 0
  var acknowledged = 0
  /// Answered with an error, or not at all in the end.
  var failed = 0
}
