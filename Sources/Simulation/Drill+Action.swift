import Health
import Primitives

extension Drill {
  /// What an event brings about.
  package enum Action: Hashable, Sendable {
    case fault(origin: String, ServerFault)
    case clear(origin: String)
    case force(check: String, ForcedStatus)
    /// The routing control of a RECOVERY_CONTROL check.
    case routingControl(check: String, isOn: Bool)
    /// The alarm of a CLOUDWATCH_METRIC check.
    case alarm(check: String, AlarmState)
    /// Paths and tags as `edgesim invalidate` takes them.
    case invalidate(distribution: String, paths: [String])
    /// Static content is loaded again, of one distribution or (nil) of all.
    case preload(distribution: String?)
    /// Answers name the point of presence no more, or again.
    case withdraw(pop: String)
    case restore(pop: String)
    /// The zone in this file takes the place of the one of its name.
    case publish(zone: String)
    /// The zone or distribution in this file has a fault, which is told: what was there keeps serving.
    case refuse(file: String, fault: String)
    case change(RecordChange)
    /// Records are again as they were before the change.
    case undo(RecordChange)
    /// What stands in an AWS region, each with what befalls it.
    indirect case region(String, [Action])

    /// What is wrong with a point of presence on its way to viewers; nil: nothing any more.
    case edge(pop: String, ServerFault?)

    // On the virtual clock alone.

    /// The origin answers again, so many requests a second, and first has to work off all that came meanwhile.
    case recover(origin: String, requestsPerSecond: Double)
    /// The clock of a point of presence is ahead by so much, or behind.
    case skew(pop: String, Duration)
    /// A point of presence (nil: each) loses all it has stored.
    case flush(pop: String?)
    /// Paths between users and points of presence get longer.
    case cable(CableFault)
    /// One of the cables is mended, or (nil) all are.
    case mendCables(CableFault?)
    /// Nothing gets from one side to the other.
    case divide(Partition)
    /// One of the partitions is over, or (nil) all are.
    case unite(Partition?)
    /// Resolvers of a profile (nil: all) cannot reach the authoritative servers, or can again.
    case isolate(resolvers: String?)
    case reconnect(resolvers: String?)
    /// Resolvers of a profile (nil: all) do not answer their users; without a fault they do again.
    case resolvers(String?, ResolverFault?)
    case crowd(FlashCrowd)
  }

  /// How a recursive resolver fails its users.
  package struct ResolverFault: Hashable, Sendable {
    package enum Outage: String, Hashable, Sendable, CaseIterable {
      /// RCODE 5 (RFC 1035 section 4.1.1).
      case refuse
      /// RCODE 2.
      case servfail
      /// No answer comes; stub resolvers try twice, five seconds each.
      case hang
    }

    package var outage: Outage?
    /// Of the questions, how many the outage is about.
    package var share: Double
    /// Before every answer.
    package var delay: Duration

    package init(_ outage: Outage?, share: Double = 1, delay: Duration = .zero) {
      (self.outage, self.share, self.delay) = (outage, share, delay)
    }
  }

  /// A detour: round trips between users of these countries and these points of presence take `factor` times as long. Empty: all.
  package struct CableFault: Hashable, Sendable {
    package var countries: [String]
    package var pops: [String]
    package var factor: Double

    package init(countries: [String], pops: [String], factor: Double) {
      (self.countries, self.pops, self.factor) = (countries, pops, factor)
    }
  }

  /// Places that cannot reach one another.
  package struct Partition: Hashable, Sendable {
    package enum Side: Hashable, Sendable {
      /// Places of the drill, by their names.
      case places([String])
      /// Users of these countries, or the resolvers that stand there.
      case countries([String])
      /// Recursive resolvers, by their kinds.
      case resolvers([String])
      /// The authoritative servers.
      case nameServers
      case pops([String])
      /// Regional caches, by their regions.
      case regionalCaches([String])
      case origins([String])
    }

    /// Who asks.
    package var from: Side
    /// Who is not reached.
    package var to: Side

    package init(from: Side, to: Side) { (self.from, self.to) = (from, to) }
  }

  /// What is changed of one record set of a zone (ChangeResourceRecordSets of the Route 53 API).
  package struct RecordChange: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
      case weight(UInt8)
      /// The addresses of the set in place of what it had, an alias perhaps; none: there is no such set any more.
      case addresses([IPAddress])
    }

    /// With the dot at its end.
    package var name: String
    /// SetIdentifier; nil for a set without a routing policy.
    package var identifier: String?
    /// Of its addresses: A or AAAA records.
    package var family: IPAddress.Family
    package var content: Content

    /// The addresses of `content` are of `family`.
    package init(
      name: String, identifier: String?, family: IPAddress.Family = .v4, content: Content
    ) {
      (self.name, self.identifier, self.family, self.content) = (name, identifier, family, content)
    }
  }

  /// Whether it has something in it that a live run cannot do.
  package var needsVirtualClock: Bool {
    population != nil || !lab.isEmpty || events.contains { $0.action.needsVirtualClock }
  }
}

extension Drill.Partition {
  /// Whether it is places that do not reach something.
  fileprivate var isOfPlaces: Bool { if case .places = from { true } else { false } }
}

extension Drill.Action {
  package var needsVirtualClock: Bool {
    switch self {
    case .fault, .clear, .force, .routingControl, .alarm, .invalidate, .preload, .withdraw, .restore,
      .publish, .refuse, .change, .undo, .edge:
      false
    case .region(_, let actions): actions.contains(where: \.needsVirtualClock)
    case .divide(let partition), .unite(let partition?): !partition.isOfPlaces
    // Where all are of places.
    case .unite(nil): false
    default: true
    }
  }

  /// What ends it; nil: it leaves nothing that could be ended.
  package var inverse: Drill.Action? {
    switch self {
    case .fault(let origin, _): .clear(origin: origin)
    case .force(let check, let status): status == .obey ? nil : .force(check: check, .obey)
    case .routingControl(let check, let isOn): .routingControl(check: check, isOn: !isOn)
    case .alarm(let check, let state): state == .ok ? nil : .alarm(check: check, .ok)
    case .withdraw(let pop): .restore(pop: pop)
    case .change(let change): .undo(change)
    case .region(let region, let actions): .region(region, actions.compactMap(\.inverse))
    case .edge(let pop, .some): .edge(pop: pop, nil)
    case .skew(let pop, let offset): offset == .zero ? nil : .skew(pop: pop, .zero)
    case .cable(let fault): .mendCables(fault)
    case .divide(let partition): .unite(partition)
    case .isolate(let resolvers): .reconnect(resolvers: resolvers)
    case .resolvers(let resolvers, .some): .resolvers(resolvers, nil)
    case .clear, .invalidate, .preload, .restore, .publish, .refuse, .undo, .recover, .edge, .flush,
      .mendCables, .unite, .reconnect, .resolvers, .crowd:
      nil
    }
  }

  /// What it is about: of two actions with one of these in common the later takes the place of the earlier.
  package var subjects: [String] {
    switch self {
    case .fault(let origin, _), .clear(let origin), .recover(let origin, _): ["origin \(origin)"]
    case .force(let check, _): ["force \(check)"]
    case .routingControl(let check, _), .alarm(let check, _): ["check \(check)"]
    case .withdraw(let pop), .restore(let pop): ["answers \(pop)"]
    case .publish(let zone): ["zone \(zone)"]
    case .change(let change), .undo(let change): ["record \(change.name) \(change.identifier ?? "")"]
    case .region(_, let actions): actions.flatMap(\.subjects)
    case .edge(let pop, _): ["pop \(pop)"]
    case .skew(let pop, _): ["clock \(pop)"]
    case .cable(let fault), .mendCables(let fault?):
      ["cable \(fault.countries) \(fault.pops)"]
    case .divide(let partition), .unite(let partition?): ["partition \(partition)"]
    case .isolate(let kind), .reconnect(let kind): ["way of \(kind ?? "all")"]
    case .resolvers(let kind, _): ["resolvers \(kind ?? "all")"]
    case .invalidate, .preload, .refuse, .flush, .mendCables, .unite, .crowd: []
    }
  }
}
