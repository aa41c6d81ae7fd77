import Primitives

extension Drill.Population {
  /// Whether ways take time.
  package enum Network: String, Hashable, Sendable, CaseIterable {
    /// By the latency matrix, with access networks and jitter.
    case usual
    /// Nothing that travels takes time: what is left is what servers do.
    case none
  }

  /// What goes back and forth before the first request of a connection.
  package enum Handshake: String, Hashable, Sendable, CaseIterable {
    case tcp
    case tls12 = "tls1.2"
    case tls13 = "tls1.3"
    /// HTTP/3: transport and TLS in one.
    case quic

    /// Those of TLS, after the one that opens the transport.
    package var roundTripsOfTLS: Double {
      switch self {
      case .tcp, .quic: 0
      case .tls13: 1
      case .tls12: 2
      }
    }
  }

  /// How users connect to servers.
  package struct Connections: Hashable, Sendable {
    package var handshake: Handshake
    /// How long a connection stays open without a request; zero: each request has one of its own.
    package var keepAlive: Duration

    package init(handshake: Handshake = .tcp, keepAlive: Duration = .seconds(60)) {
      (self.handshake, self.keepAlive) = (handshake, keepAlive)
    }
  }

  /// How much of users a point of presence can take.
  package struct PointCapacity: Hashable, Sendable {
    /// Nil: each that is not named.
    package var pop: String?
    /// Requests that it answers, one after the other.
    package var requestsPerSecond: Double
    /// The longest that a request waits for its turn; who would wait longer is answered 503 at once.
    package var queue: Duration

    package init(pop: String?, requestsPerSecond: Double, queue: Duration = .seconds(1)) {
      (self.pop, self.requestsPerSecond, self.queue) = (pop, requestsPerSecond, queue)
    }
  }

  /// How much an origin can take.
  package struct OriginCapacity: Hashable, Sendable {
    package var origin: String
    /// Requests that it works on at the same time; the others wait.
    package var concurrency: Int

    package init(origin: String, concurrency: Int) { (self.origin, self.concurrency) = (origin, concurrency) }
  }

  /// Nil: it takes all that comes.
  package func capacity(of pop: String) -> PointCapacity? {
    points.first { $0.pop == pop } ?? points.first { $0.pop == nil }
  }
}

extension Drill.Population {
  /// As its file has it.
  var networkInFile: [String] {
    var keys = [
      "ipv6: \(Drill.number(ipv6))",
      "network: \(network.rawValue)",
      "connections: {handshake: \(connections.handshake.rawValue), keepAlive: \(connections.keepAlive.inFile)}",
    ]
    if !points.isEmpty {
      let list = points.map { point in
        "{pop: \(point.pop ?? "all"), requestsPerSecond: \(Drill.number(point.requestsPerSecond)), "
          + "queue: \(point.queue.inFile)}"
      }
      keys.append("pops: [\(list.joined(separator: ", "))]")
    }
    if !origins.isEmpty {
      let list = origins.map { "{origin: \($0.origin), concurrency: \($0.concurrency)}" }
      keys.append("origins: [\(list.joined(separator: ", "))]")
    }
    return keys
  }
}
