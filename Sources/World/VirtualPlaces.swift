import DNSWire
import EdgeCache
import HTTPWire
import Primitives
import Simulation

/// The places of a drill: each asks for addresses and for its URL at even intervals.
final class VirtualPlaces {
  /// A client's request that is under way.
  private struct Request {
    let place: Int
    let began: Duration
    var edge: Int?
    var exchange: Exchange?
    /// Where it asks an origin itself.
    var origin: String?
  }

  private let places: [Drill.Place]
  private let site: VirtualSite
  private unowned let clock: VirtualDrill
  /// The last of each place.
  private var answers: [DNSAnswer?]
  /// Requests begun, of each place.
  private var begun: [Int]
  private var phases: [(query: Int64, request: Int64)] = []
  private var requests: [Int: Request] = [:]
  private var lastRequest = 0
  /// What is drawn where faults strike a share of the requests.
  private var draws: RandomStream
  private let heads: [RequestHead]
  private let queries: [[UInt8]]

  init(_ places: [Drill.Place], _ site: VirtualSite, seed: UInt64, clock: VirtualDrill) {
    (self.places, self.site, self.clock) = (places, site, clock)
    answers = [DNSAnswer?](repeating: nil, count: places.count)
    draws = RandomStream(seed: seed, kind: "place")
    begun = [Int](repeating: 0, count: places.count)
    heads = places.map { RequestHead("GET", $0.url.path, ["Host": $0.url.authority]) }
    queries = places.map { place in
      Message.query(
        Name(place.url.host + ".") ?? .root, .a, udpOctets: UInt16(WireLimits.udpOctets),
        clientSubnet: place.subnet)
    }
    plan(seed)
  }

  private func plan(_ seed: UInt64) {
    var stream = SplitMix64(seed: RunSeed.drill(seed))
    for (number, place) in places.enumerated() {
      func phase(_ rate: Double) -> Int64 {
        rate > 0
          ? Int64(1e9 / (rate * clock.timeScale) * (Double(stream.next() >> 11) / Double(1 << 53))) : .max
      }
      let phases = (query: phase(place.queriesPerSecond), request: phase(place.requestsPerSecond))
      self.phases.append(phases)
      if phases.query < .max { clock.schedule(.query(place: number, count: 0), after: phases.query) }
      if phases.request < .max { clock.schedule(.request(place: number, count: 0), after: phases.request) }
    }
  }

  /// `count` times after the first, from now.
  private func wait(_ phase: Int64, _ count: Int, _ rate: Double) -> Int64 {
    phase + Int64(Double(count) * 1e9 / (rate * clock.timeScale)) - clock.elapsed
  }

  var isWaiting: Bool { !requests.isEmpty }

  // MARK: Queries

  func query(_ place: Int, _ count: Int) {
    guard clock.elapsed <= clock.end else { return }
    let found =
      clock.partitions.divideFromNameServers(place: places[place].name)
      ? nil : clock.names.answer(queries[place], from: IPAddress(v4: 0x7F00_0001), now: clock.now)
    let answer = found.map { clock.names.answers[Int($0.number)] }
    if let answer { answers[place] = answer }
    clock.record(.answer(place: place, answer))
    clock.schedule(
      .query(place: place, count: count + 1),
      after: wait(phases[place].query, count + 1, places[place].queriesPerSecond))
  }

  // MARK: Requests

  func request(_ place: Int, _ count: Int) {
    guard clock.elapsed <= clock.end else { return }
    clock.schedule(
      .request(place: place, count: count + 1),
      after: wait(phases[place].request, count + 1, places[place].requestsPerSecond))
    guard let answer = answers[place] else { return }
    let began = clock.time(clock.elapsed)
    guard case .addresses(let addresses) = answer else {
      clock.audit.ended(place, places[place].name, failed: true)
      return clock.record(.request(place: place, began: began, failure: "no address"))
    }
    let address = addresses[begun[place] % addresses.count]
    begun[place] += 1
    lastRequest += 1
    let number = lastRequest
    requests[number] = Request(place: place, began: began)
    switch site.target(of: address, port: places[place].url.port) {
    case nil: finish(number, failure: "\(address) is not in the lab: see endpoints in health-checks.yaml")
    case .pointOfPresence(let edge): ask(edge, number)
    case .origin(let origin): ask(origin, number)
    }
    if requests[number] != nil {
      clock.schedule(.giveUp(request: number), after: Int64(places[place].timeoutSeconds) * 1_000_000_000)
    }
  }

  private func ask(_ edge: Int, _ number: Int) {
    requests[number]?.edge = edge
    let place = places[requests[number]!.place].name
    // Nothing comes until the client gives up, as where the point of presence hangs.
    if clock.partitions.divide(place: place, fromPop: clock.edges[edge].id) { return }
    guard let fault = clock.edges[edge].fault else { return admit(number) }
    if fault.refuses { return finish(number, failure: "connection refused") }
    if fault.dropShare > 0, draws.uniform() < fault.dropShare {
      return finish(number, failure: Exchange.Ending.cut.failure)
    }
    if fault.hangs { return }
    guard let status = draws.status(of: fault) else {
      return clock.schedule(.admit(request: number), after: fault.delay.nanoseconds)
    }
    clock.schedule(
      .direct(request: number, failure: Exchange.Ending.status(status).failure),
      after: fault.delay.nanoseconds)
  }

  /// Has the point of presence answer, if the request is under way still.
  func admit(_ number: Int) {
    guard let request = requests[number], let edge = request.edge else { return }
    let exchange = Exchange()
    exchange.request = heads[request.place]
    requests[number]?.exchange = exchange
    let fetch = clock.edges[edge].admit(exchange)
    // From here on: what is answered at once is told by the phase.
    exchange.onProgress = { [unowned self] in finishIfAnswered(number) }
    if let fetch { clock.edges[edge].start(fetch) }
    finishIfAnswered(number)
  }

  private func finishIfAnswered(_ number: Int) {
    guard let ending = requests[number]?.exchange?.read() else { return }
    finish(number, failure: ending.failure)
  }

  private func ask(_ origin: String, _ number: Int) {
    requests[number]?.origin = origin
    let place = places[requests[number]!.place].name
    if clock.partitions.divide(place: place, fromOrigin: origin) { return }
    let head = heads[requests[number]!.place]
    let target = head.target
    switch clock.origins.receive(target.span, origin, at: clock.elapsed) {
    case .refused: finish(number, failure: "connection refused")
    case .reset: finish(number, failure: Exchange.Ending.cut.failure)
    case .silence: break  // until the client gives up
    case .answer(let delay, let status):
      let status = clock.origins.answer(head, of: origin, status: status, now: clock.now).0.status
      clock.schedule(
        .direct(request: number, failure: Exchange.Ending.status(status).failure), after: delay)
    }
  }

  /// If it is under way still.
  func finish(_ number: Int, failure: String?) {
    guard let request = requests.removeValue(forKey: number) else { return }
    if let exchange = request.exchange, let edge = request.edge {
      exchange.onProgress = nil
      clock.edges[edge].close(exchange)
    }
    clock.audit.ended(request.place, places[request.place].name, failed: failure != nil)
    // Of what was under way at the end of the drill too.
    clock.timeline.record(
      .request(place: request.place, began: request.began, failure: failure), at: clock.time(clock.elapsed))
  }

  /// Connections to a point of presence end.
  func cut(edge: Int) { cut { $0.edge == edge } }

  /// Connections to an origin end.
  func cut(origin: String) { cut { $0.origin == origin } }

  private func cut(_ isCut: (Request) -> Bool) {
    for (number, request) in requests.sorted(by: { $0.key < $1.key }) where isCut(request) {
      finish(number, failure: Exchange.Ending.cut.failure)
    }
  }
}
