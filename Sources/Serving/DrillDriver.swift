import DNSWire
import EventLoop
import Health
import Primitives
import Simulation

/// Runs a drill against the lab of this process: asks from every place, has the events brought about, and writes down
/// what is seen. On a thread and a loop of its own, so that its measurements wait for nobody.
final class DrillDriver {
  private let loop: EventLoop
  private let drill: Drill
  private let site: DrillSite
  private let seed: UInt64
  private let control: Mailbox<ControlMessage>
  private let tell: (@Sendable (String) -> Void)?
  private var timeline: Timeline
  private var queries: DrillQueries!
  private var reception: MailboxReception?
  private var timers: [Timer] = []
  private var traffic: DrillTraffic?
  /// Asks until the lab answers for the first time; nil: it has, and the drill has begun.
  private var contact: Timer?
  /// What each place was answered last, and how many requests it has begun.
  private var answers: [DNSAnswer?]
  private var requests: [Int]
  private var underWay = 0
  private var isOver = false
  /// What keeps places apart from servers: they share this machine, so it is the places that keep away.
  private var partitions = Partitions()
  /// Requests that nobody answers, by the order in which they began.
  private var lost: [Int: Timer] = [:]
  private var losses = 0
  private var supervision: Supervision
  /// The start of the drill by both clocks: health checks stamp what they see with the wall's.
  private var start: (wall: Instant, monotonic: Int64)

  /// Starts the thread, which posts `drill(.ended)` when all is done. `tell` gets a line each second.
  static func start(
    _ drill: Drill, at site: DrillSite, seed: UInt64, control: Mailbox<ControlMessage>,
    tell: (@Sendable (String) -> Void)?
  ) throws(SystemError) -> Mailbox<DriverMessage> {
    let mailbox = try Mailbox<DriverMessage>()
    let thread = WorkerThread(name: "drill") {
      do throws(SystemError) {
        try DrillDriver(drill, site, seed, mailbox, control, tell).loop.run()
      } catch {
        control.post(.drill(.ended(.failure(error))))
      }
    }
    try thread.start()
    return mailbox
  }

  private init(
    _ drill: Drill, _ site: DrillSite, _ seed: UInt64, _ mailbox: Mailbox<DriverMessage>,
    _ control: Mailbox<ControlMessage>, _ tell: (@Sendable (String) -> Void)?
  ) throws(SystemError) {
    loop = try EventLoop()
    (self.drill, self.site, self.control, self.tell) = (drill, site, control, tell)
    self.seed = seed
    supervision = Supervision(drill)
    timeline = Timeline(places: drill.places.count, events: drill.events.count)
    answers = [DNSAnswer?](repeating: nil, count: drill.places.count)
    requests = [Int](repeating: 0, count: drill.places.count)
    start = (loop.now, MonotonicClock.nanoseconds)
    // Held by the loop's own closure for as long as the thread runs.
    reception = mailbox.receive(on: loop) { [self] in handle($0) }
    queries = try DrillQueries(on: loop, drill.places, to: site.dns) { [unowned self] in
      answered(place: $0, $1)
    }
    contact = Timer(on: loop, every: Limits.drillContact) { [unowned self] in queries.ask(place: 0) }
  }

  /// The lab serves: its threads have come up, and the drill's time begins.
  private func begin() {
    contact = nil
    queries.forget()
    start = (loop.now, MonotonicClock.nanoseconds)
    traffic = DrillTraffic(on: loop, start: start.monotonic)
    schedule(seed)
  }

  /// The drill's time.
  private var now: Duration { time(after: MonotonicClock.nanoseconds - start.monotonic) }

  private func time(after nanoseconds: Int64) -> Duration {
    max(.zero, .nanoseconds(nanoseconds) * drill.timeScale)
  }

  private func record(_ observation: Observation, at time: Duration) {
    if time <= drill.duration { timeline.record(observation, at: time) }
  }

  // MARK: The plan

  private func schedule(_ seed: UInt64) {
    var phases = SplitMix64(seed: seed)
    for (number, place) in drill.places.enumerated() {
      repeatedly(.query, place.queriesPerSecond, &phases) { [unowned self] in ask(from: number) }
      repeatedly(.request, place.requestsPerSecond, &phases) { [unowned self] in request(from: number) }
    }
    for step in drill.steps { at(step.at) { [unowned self] in act(step) } }
    if !supervision.isIdle {
      let interval = max(Simulation.Limits.lookInterval / drill.timeScale, Limits.drillLookInterval)
      timers.append(Timer(on: loop, every: interval) { [unowned self] in look() })
    }
    at(drill.duration) { [unowned self] in end() }
    if let tell {
      timers.append(
        Timer(on: loop, every: .seconds(1)) { [unowned self] in
          tell(drill.progress(timeline, at: now))
        })
    }
  }

  private func act(_ step: Drill.Step) {
    guard supervision.breach == nil else { return }
    if step.isFirst {
      guard supervision.mayBegin(step.event, timeline, at: now) else { return stop() }
      record(.event(step.event), at: now)
    }
    carryOut(step.action)
  }

  private func carryOut(_ action: Drill.Action) {
    partitions.follow(action)
    control.post(.drill(.act(action)))
  }

  private func look() {
    guard supervision.breach == nil, !isOver, now <= drill.duration else { return }
    if !supervision.goesOn(timeline, at: now) { stop() }
  }

  /// Lifts what has been brought about; where that is nothing, the drill is over.
  private func stop() {
    guard timeline.events.contains(where: { $0 != nil }) else { return end() }
    for action in drill.lifting({ timeline.events[$0] != nil }) { carryOut(action) }
  }

  /// Does it so often in a second of the drill, from a moment drawn within the first interval.
  private func repeatedly(
    _ kind: DrillTraffic.Kind, _ rate: Double, _ phases: inout SplitMix64, _ action: @escaping () -> Void
  ) {
    guard rate > 0 else { return }
    let interval = 1e9 / (rate * drill.timeScale)
    let phase = Int64(interval * (Double(phases.next() >> 11) / Double(1 << 53)))
    let end = Int64(drill.duration.seconds / drill.timeScale * 1e9)
    traffic?.add(kind, phase: phase, interval: Int64(interval), end: end, action)
  }

  private func at(_ time: Duration, _ action: @escaping () -> Void) {
    timers.append(Timer(on: loop, after: time / drill.timeScale, action))
  }

  // MARK: Traffic

  private func ask(from number: Int) {
    if partitions.divideFromNameServers(place: drill.places[number].name) {
      answered(place: number, nil)
    } else {
      queries.ask(place: number)
    }
  }

  private func answered(place: Int, _ answer: DNSAnswer?) {
    guard contact == nil else { return answer == nil ? () : begin() }
    if let answer { answers[place] = answer }
    // Of what was under way at the end of the drill too.
    timeline.record(.answer(place: place, answer), at: min(now, drill.duration))
  }

  /// Asks for the page at an address of the last answer, as clients do who take them by turns.
  private func request(from number: Int) {
    let (place, began) = (drill.places[number], now)
    guard let answer = answers[number], began <= drill.duration else { return }
    guard case .addresses(let addresses) = answer else {
      return record(.request(place: number, began: began, failure: "no address"), at: began)
    }
    let address = addresses[requests[number] % addresses.count]
    requests[number] += 1
    guard let target = site.target(of: address, port: place.url.port) else {
      return record(
        .request(
          place: number, began: began,
          failure: "\(address) is not in the lab: see endpoints in health-checks.yaml"), at: began)
    }
    underWay += 1
    if isCut(place.name, from: target) { return lose(number, began) }
    let text =
      "GET \(place.url.path) HTTP/1.1\r\nHost: \(place.url.authority)\r\nUser-Agent: edgesim-drill\r\nConnection: close\r\n\r\n"
    _ = HTTPCall(on: loop, text, to: target.address, seconds: Int64(place.timeoutSeconds)) {
      [weak self] result in
      self?.finish(number, began, failure: Self.failure(result))
    }
  }

  private func isCut(_ place: String, from target: DrillSite.Target) -> Bool {
    if let pop = target.pop { return partitions.divide(place: place, fromPop: pop) }
    return target.origin.map { partitions.divide(place: place, fromOrigin: $0) } ?? false
  }

  /// Nobody hears of the request: its client gives up in time.
  private func lose(_ number: Int, _ began: Duration) {
    losses += 1
    let loss = losses
    lost[loss] = Timer(on: loop, after: .seconds(drill.places[number].timeoutSeconds)) { [unowned self] in
      lost[loss] = nil
      finish(number, began, failure: HTTPCall.Failure.timedOut.rawValue)
    }
  }

  private func finish(_ number: Int, _ began: Duration, failure: String?) {
    underWay -= 1
    timeline.record(.request(place: number, began: began, failure: failure), at: now)
    finishIfDone()
  }

  /// Nil for a status of 200 to 399.
  private static func failure(_ result: Result<HTTPCall.Answer, HTTPCall.Failure>) -> String? {
    switch result {
    case .success(let answer): (200..<400).contains(answer.status) ? nil : "status \(answer.status)"
    case .failure(let failure): failure.rawValue
    }
  }

  // MARK: What is told, and the end

  private func handle(_ message: DriverMessage) {
    switch message {
    case .observed(let turns, let changes):
      for turn in turns where isWatched(turn.id) {
        record(
          .checker(
            check: turn.id, turn.checker, isHealthy: turn.isHealthy, healthyCheckers: turn.healthyCheckers),
          at: time(of: turn.at))
      }
      for change in changes where isWatched(change.id) {
        record(
          .status(check: change.id, isHealthy: change.isHealthy, reason: "\(change.reason)"),
          at: time(of: change.at))
      }
    case .stop:
      (reception, timers, contact, traffic, queries, lost) = (nil, [], nil, nil, nil, [:])
      loop.stop()
    }
  }

  private func time(of instant: Instant) -> Duration {
    time(after: instant.nanosecondsSinceEpoch - start.wall.nanosecondsSinceEpoch)
  }

  private func isWatched(_ id: String) -> Bool { drill.checks.contains { $0.id == id } }

  /// What is under way may finish; what health checks have seen comes in batches.
  private func end() {
    traffic?.end()
    timers = [
      Timer(on: loop, after: Limits.healthBatch * 4) { [unowned self] in
        isOver = true
        finishIfDone()
      }
    ]
  }

  private func finishIfDone() {
    guard isOver, underWay == 0 else { return }
    isOver = false
    timeline.findings = supervision.findings
    timeline.shortfall = traffic?.shortfall
    control.post(.drill(.ended(.success(timeline))))
  }
}
