import Authority
import DNSWire
import EdgeCache
import HTTPWire
import Health
import Primitives
import Simulation

/// Watches a run for what must hold in every one. It sees what the parts tell one another and works out by itself what they may say;
/// nothing of a run depends on it.
final class Audit {
  private unowned let clock: VirtualDrill
  private var answers: AnswerAudit
  private var resolvers = ResolverAudit()
  private var health: HealthAudit
  private var edges: EdgeAudit
  private var recovery: RecoveryAudit
  @exclusivity(unchecked) private var capacity: CapacityAudit
  @exclusivity(unchecked) private var connections: ConnectionAudit
  /// Of the resolvers of a large population and of its visits, one in so many is watched: what is watched is worked out twice.
  private let stride: Int
  private var visits = 0
  /// Requests at points of presence that have not ended.
  private var open: Set<ObjectIdentifier> = []
  /// The check that has been probed or forced since statuses were last looked at.
  private var changedCheck: Int?

  init(_ clock: VirtualDrill) {
    self.clock = clock
    let site = clock.site
    answers = AnswerAudit(site.checks, names: clock.drill.urls.compactMap { Name($0.host + ".") })
    health = HealthAudit(site.checks, checkersPerRegion: site.healthSettings.checkersPerRegion)
    edges = EdgeAudit(site)
    recovery = RecoveryAudit(site, clock.drill.population)
    let population = clock.drill.population
    stride = max(1, (population?.clients ?? 0) / Limits.watchedClients)
    capacity = CapacityAudit(population, site)
    connections = ConnectionAudit(population, stride: stride)
  }

  func note(_ rule: Violation.Rule, _ place: String, _ text: String) {
    clock.timeline.add(Violation(rule, at: clock.time(clock.elapsed), place: place, text))
  }

  // MARK: Names

  func begin(_ catalog: Catalog, _ snapshot: HealthSnapshot) {
    answers.begin(catalog, snapshot)
    if recovery.hasPublished { recovery.published(asAtFirst: answers.isAsAtFirst, at: clock.elapsed) }
  }

  func answered(_ query: [UInt8], from client: IPAddress, _ message: Message, _ answer: NameServer.Answer) {
    recovery.told(until: clock.elapsed + answer.ttl * 1_000_000_000)
    guard let question = answers.question(query) else { return }
    resolvers.told(
      ResolverAudit.Asker(address: client, subnet: question.subnet, type: question.type), answer.number,
      ttl: answer.ttl,
      at: clock.elapsed)
    for (rule, text) in answers.judge(question, from: client, message, answer: answer.number) {
      note(rule, "\(question.name)", text)
    }
  }

  /// What a resolver hears and says is looked at; nil: a place asks by itself.
  func watches(_ resolver: Int32?) -> Bool { stride == 1 || (resolver.map { Int($0) % stride == 0 } ?? true) }

  func told(
    _ client: VirtualUsers.Client, _ family: IPAddress.Family, _ answer: Resolvers.Answer, _ all: Resolvers,
    city: Int
  ) {
    let (kind, address) = all.identity(client.resolver)
    let profile = all.profiles[kind]
    if all.isAlone(client.resolver) { resolvers.isolate(client.resolver, at: clock.elapsed) }
    guard answer.number >= 0 else { return }
    let subnet = profile.ecsPrefixLength > 0 ? CityNetwork.network(of: city) : nil
    let fault = resolvers.fault(
      ResolverAudit.Asker(address: address, subnet: subnet, type: family.recordType), client.resolver,
      profile,
      answer.number, remaining: answer.remaining, at: clock.elapsed)
    if let fault { note(.resolver, "\(profile.id) at \(address)", fault) }
  }

  // MARK: Health

  func forced(_ status: ForcedStatus, _ check: Int) {
    health.force(status, check)
    changedCheck = check
  }

  func probed(_ probe: HealthMonitor.Probe, _ outcome: ProbeOutcome) {
    health.probed(probe.check, checker: probe.checker, outcome)
    changedCheck = probe.check
  }

  /// What was reported has been taken in.
  func settled() {
    guard let changed = changedCheck else { return }
    changedCheck = nil
    if let (check, text) = health.fault(clock.names.health, changed: changed) { note(.health, check, text) }
  }

  // MARK: Caches

  func flushed(_ edge: Int) { edges.flushed(edge, at: clock.elapsed) }

  func invalidated(_ distribution: String, _ paths: [String]) {
    edges.invalidated(distribution, paths, at: clock.elapsed)
  }

  /// An origin has answered.
  func received(_ head: ResponseHead, for request: borrowing RequestHead, at edge: VirtualEdge) {
    edges.received(head, for: request, at: edge.number, now: clock.elapsed)
  }

  /// A viewer comes.
  func admit(_ exchange: Exchange) { if stride == 1 { open.insert(ObjectIdentifier(exchange)) } }

  /// A viewer goes, with the answer or without.
  func close(_ exchange: Exchange, at edge: VirtualEdge) {
    if stride == 1, open.remove(ObjectIdentifier(exchange)) == nil {
      note(.completion, name(edge.number), "answered a request twice")
    }
    visits &+= 1
    guard visits % stride == 0 else { return }
    for (rule, text) in edges.faults(
      exchange, of: edge.number, at: clock.elapsed, clockOffset: clock.greatestOffset)
    {
      note(rule, name(edge.number), text)
    }
    guard exchange.phase == .waiting, exchange.fetch.map({ !edge.isUnderWay($0) }) ?? true else { return }
    note(.completion, name(edge.number), "let a request wait for a fetch that is over")
  }

  private func name(_ edge: Int) -> String {
    let points = clock.site.pointsOfPresence
    return edge < points.count ? points[edge].id : clock.site.regionalCaches[edge - points.count].id
  }

  // MARK: Connections and capacity

  /// A user's request has come to where it was sent.
  func sent(_ client: Int, to destination: Int32, isKept: Bool) {
    guard connections.watches(client) else { return }
    let fault = connections.fault(
      client, to: destination, isKept: isKept, at: clock.elapsed, name: name(ofDestination:))
    if let fault { note(.connection, name(ofDestination: destination), fault) }
  }

  private func name(ofDestination number: Int32) -> String {
    clock.users?.recorded.destinations[Int(number)] ?? ""
  }

  /// A server has reset a user's connection.
  func lost(_ client: Int) { if connections.watches(client) { connections.lost(client) } }

  /// A request that keeps a point of presence busy for `service` waits so long for its turn, or (nil) is turned away.
  func queued(at edge: Int, service: Int64, wait: Int64?) {
    let (fault, busyUntil) = capacity.judge(atPoint: edge, service, wait, at: clock.elapsed)
    if busyUntil > 0 { recovery.isBusy(until: busyUntil) }
    if let fault { note(.capacity, name(edge), fault) }
  }

  /// The same of an origin, where all wait.
  func queued(atOrigin name: String, service: Int64, wait: Int64) {
    let (fault, busyUntil) = capacity.judge(atOrigin: name, service, wait, at: clock.elapsed)
    if busyUntil > clock.elapsed { recovery.isBusy(until: busyUntil) }
    if let fault { note(.capacity, name, fault) }
  }

  /// An origin that answers again has other things to do first.
  func putOff(until time: Int64) { recovery.isWrong(until: time) }

  // MARK: Recovery

  func acted(_ action: Drill.Action) {
    recovery.acted(action, at: clock.elapsed)
    connections.acted(action, at: clock.elapsed)
  }

  /// A request of a place has ended.
  func ended(_ place: Int, _ name: String, failed: Bool) {
    if !recovery.mayEnd(place, failed: failed, at: clock.elapsed) { fail(name) }
  }

  /// A request of somebody has failed who had no failure before the first event.
  func failed(_ who: String) {
    if recovery.isOverForUsers(at: clock.elapsed) { fail(who) }
  }

  private func fail(_ who: String) {
    note(.recovery, who, "a request fails, though nothing is wrong any more")
  }

  // MARK: The end

  func close() {
    for (name, text) in answers.weights.faults { note(.weights, "\(name)", text) }
    for edge in clock.edges { balance(edge) }
    if let miscount = clock.users?.miscount { note(.completion, "the users", miscount) }
    let visiting = clock.users?.visits.count(where: \.isActive) ?? 0
    if stride == 1, open.count != visiting {
      note(.completion, "the edge", "\(visiting) requests are under way, and \(open.count) have not ended")
    }
    let ill = recovery.ill(clock.site, clock.names.health, timeScale: clock.timeScale, at: clock.elapsed)
    for check in ill { note(.recovery, check, "is Unhealthy, though nothing is wrong any more") }
  }

  /// What a cache was asked, and what it has counted.
  private func balance(_ edge: VirtualEdge) {
    let counted = Account(edge.figures)
    guard edge.number >= clock.site.pointsOfPresence.count else {
      if let difference = edge.asked.difference(from: counted) {
        note(.accounts, name(edge.number), difference)
      }
      return
    }
    let asked = clock.tiers.asked[name(edge.number)] ?? 0
    // What it has not answered is under way.
    let open = clock.tiers.underWay(name(edge.number))
    if counted.requests + open != asked {
      note(
        .accounts, name(edge.number),
        "was asked \(asked) times by other caches, has counted \(counted.requests), and \(open) are under way"
      )
    }
  }
}
