extension Drill {
  /// Users all over the world, and what they want. On the virtual clock alone: no machine has a million stub resolvers.
  package struct Population: Hashable, Sendable {
    /// What stands between users and the authoritative servers.
    package enum Resolvers: String, Hashable, Sendable, CaseIterable {
      /// The mix of the field: some extend TTLs, some serve stale data, a quarter of the users are at public services.
      case usual
      /// Keep answers exactly as long as their TTL.
      case honouring
    }

    /// How long programs keep what their resolver said.
    package enum Programs: String, Hashable, Sendable, CaseIterable {
      /// The mix of the field: browsers, phones, runtimes, processes that never ask again.
      case usual
      /// Ask for each request.
      case cacheless
    }

    package var clients: Int
    /// ISO 3166 codes; empty: all of the world.
    package var countries: [String]
    package var resolvers: Resolvers
    package var programs: Programs
    package var workload: Workload
    /// The share of the users who have IPv6 beside IPv4: they ask for AAAA records, too.
    package var ipv6 = Population.usualIPv6
    package var network = Network.usual
    package var connections = Connections()
    package var points: [PointCapacity] = []
    package var origins: [OriginCapacity] = []

    /// In April 2026 Google saw 50 % of its users come over IPv6, and APNIC Labs found that 42 % of all users can
    /// (blog.apnic.net, "Google hits 50% IPv6").
    package static let usualIPv6 = 0.45

    package init(
      clients: Int, countries: [String] = [], resolvers: Resolvers = .usual, programs: Programs = .usual,
      workload: Workload
    ) {
      (self.clients, self.countries, self.resolvers) = (clients, countries, resolvers)
      (self.programs, self.workload) = (programs, workload)
    }
  }

  /// What users ask for, and when.
  package struct Workload: Hashable, Sendable {
    /// `{object}` in its path stands for the number of the object, 1 the most popular.
    package var url: URLParts
    /// Of all users together, the mean of a day.
    package var requestsPerSecond: Double
    package var objects: Int
    /// Popularity of rank r is r^-zipf.
    package var zipf: Double
    /// Demand is 1 + dailySwing * cos(2 pi (h - 21) / 24) of its mean at hour h of the users' own day.
    package var dailySwing: Double
    /// Minutes after midnight UTC at which the drill begins.
    package var startMinute: Int
    /// Kinds of content in place of one: `objects`, `zipf` and the path of `url` are then those of each kind.
    package var contents: [Content] = []
    /// In place of demand that is drawn; what is said of that then means nothing.
    package var recording: Recording?

    package init(
      url: URLParts, requestsPerSecond: Double, objects: Int = 1, zipf: Double = 0.9,
      dailySwing: Double = 0.45,
      startMinute: Int = 720
    ) {
      (self.url, self.requestsPerSecond, self.objects) = (url, requestsPerSecond, objects)
      (self.zipf, self.dailySwing, self.startMinute) = (zipf, dailySwing, startMinute)
    }

    /// Objects of one kind.
    package struct Content: Hashable, Sendable {
      /// As that of `url`.
      package var path: String
      /// Of the requests; shares of all kinds are divided by their sum.
      package var share: Double
      package var objects: Int
      package var zipf: Double

      package init(path: String, share: Double, objects: Int = 1, zipf: Double = 0.9) {
        (self.path, self.share, self.objects, self.zipf) = (path, share, objects, zipf)
      }
    }

    /// All there is, a kind after the other: objects have numbers over all, and in each kind from 1.
    package var kinds: [Content] {
      contents.isEmpty ? [Content(path: url.path, share: 1, objects: objects, zipf: zipf)] : contents
    }

    /// What is asked for, each kind once.
    package var urls: [URLParts] {
      kinds.map { URLParts(host: url.host, port: url.port, path: $0.path) }
    }

    /// What stands for the number of the object.
    package static let objectMark = "{object}"

    /// What is before and behind the number of an object; all is before where the path has no mark.
    package var pathParts: (head: String, tail: String) {
      let parts = url.path.split(
        separator: Self.objectMark, maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
    }

    /// The path of object `number`, from 1.
    package func path(of number: Int) -> String {
      let (head, tail) = pathParts
      return head.count == url.path.count ? head : "\(head)\(number)\(tail)"
    }
  }
}
