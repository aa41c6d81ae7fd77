import EdgeCache
import HTTPWire
import Primitives
import Simulation

/// The built-in origins and what is wrong with them at the moment.
struct OriginState {
  /// What becomes of a request that has reached an origin.
  enum Fate {
    /// Nobody listens.
    case refused
    /// Closed without an answer.
    case reset
    /// No answer, however long one waits.
    case silence
    /// The first octet comes after so many nanoseconds; the answer has this status for a fault's sake.
    case answer(after: Int64, status: UInt16?)
  }

  private let origins: [String: VirtualOrigin]
  private(set) var faults: [String: ServerFault] = [:]
  /// Requests that came while an origin gave no good answer: those who sent them will come again.
  private var missed: [String: Int] = [:]
  private var backlogs: [String: Backlog] = [:]
  /// Of origins whose capacity is bounded.
  private var queues: [String: ServiceQueue]
  /// How long each takes for what.
  private var services: [String: RandomStream] = [:]
  private var draws: RandomStream
  private let startedAt: Instant
  /// Who looks at what waits where.
  weak var audit: Audit?

  init(
    _ origins: [VirtualOrigin], capacities: [Drill.Population.OriginCapacity] = [],
    queue: (_ servers: Int, _ patience: Int64) -> ServiceQueue = { ServiceQueue(servers: $0, patience: $1) },
    seed: UInt64, startedAt: Instant
  ) {
    queues = Dictionary(capacities.map { ($0.origin, queue($0.concurrency, .max)) }) { first, _ in first }
    for (number, origin) in origins.enumerated() {
      services[origin.name] = RandomStream(seed: seed, kind: "service", number: number)
    }
    self.origins = Dictionary(origins.map { ($0.name, $0) }) { first, _ in first }
    draws = RandomStream(seed: seed, kind: "origin")
    self.startedAt = startedAt
  }

  func has(_ name: String) -> Bool { origins[name] != nil }

  func fault(of name: String) -> ServerFault { faults[name] ?? ServerFault() }

  mutating func set(_ fault: ServerFault, of name: String) {
    faults[name] = fault.isNone ? nil : fault
    backlogs[name] = nil
    if fault.isNone { missed[name] = nil }
  }

  /// It answers again, once it has worked off what it has missed.
  mutating func recover(_ name: String, requestsPerSecond: Double, at now: Int64) {
    let waiting = missed[name] ?? 0
    set(ServerFault(), of: name)
    backlogs[name] = Backlog(waiting: waiting, requestsPerSecond: requestsPerSecond, at: now)
  }

  /// Nanoseconds that an answer takes longer for what has queued up.
  mutating func delay(of name: String, at now: Int64) -> Int64 {
    guard let delay = backlogs[name]?.delay(at: now) else { return 0 }
    if delay == 0 { backlogs[name] = nil } else { audit?.putOff(until: now + delay) }
    return delay
  }

  /// Somebody wants to connect to the origin; false: nobody listens.
  mutating func connect(to name: String) -> Bool {
    guard fault(of: name).refuses else { return true }
    missed[name, default: 0] += 1
    return false
  }

  /// What it had to do since this was last asked; nil: its capacity is not bounded.
  mutating func takeLoad(of name: String, at now: Int64) -> ServerLoad.Bin? {
    queues[name]?.takeLoad(at: now)
  }

  /// A request comes to the origin, `now` nanoseconds after the start.
  mutating func receive(_ target: Span<UInt8>, _ name: String, at now: Int64) -> Fate {
    let fault = fault(of: name)
    if fault.refuses { return miss(name, .refused) }
    if fault.dropShare > 0, draws.uniform() < fault.dropShare { return miss(name, .reset) }
    if fault.hangs { return miss(name, .silence) }
    let status = draws.status(of: fault)
    if let status, !(200..<400).contains(status) {
      return miss(name, .answer(after: fault.delay.nanoseconds, status: status))
    }
    let latency = status == nil ? latency(of: target, name) : .zero
    let backlog = backlogs.isEmpty ? 0 : delay(of: name, at: now)
    if backlog > 0 { backlogs[name]?.join() }
    let service = (fault.delay + latency).nanoseconds
    let wait = queues.isEmpty ? 0 : wait(for: service, name, at: now)
    return .answer(after: service + backlog + wait, status: status)
  }

  /// Nanoseconds until it begins to work on a request.
  private mutating func wait(for service: Int64, _ name: String, at now: Int64) -> Int64 {
    guard let wait = queues[name]?.wait(for: service, at: now) else { return 0 }
    audit?.queued(atOrigin: name, service: service, wait: wait)
    return wait
  }

  private mutating func latency(of target: Span<UInt8>, _ name: String) -> Duration {
    guard let latency = origins[name]?.latency(of: target), var draws = services[name] else { return .zero }
    defer { services[name] = draws }
    return latency.drawn(&draws)
  }

  private mutating func miss(_ name: String, _ fate: Fate) -> Fate {
    missed[name, default: 0] += 1
    return fate
  }

  /// What it answers, now that the time has come; with `status`, if a fault has it so. `recorded`: where that is what a recording
  /// says.
  func answer(
    _ request: borrowing RequestHead, of name: String, status: UInt16? = nil, now: Instant,
    recorded: RecordedAnswer? = nil
  ) -> (ResponseHead, size: Int) {
    let fault = fault(of: name)
    let now = fault.clockOffset == .zero ? now : now.advanced(byNanoseconds: fault.clockOffset.nanoseconds)
    if let status { return VirtualOrigin.failure(status, now: now) }
    if let recorded {
      var (head, size) = recorded.logged.answer(request, of: recorded.origin, for: recorded.cause, now: now)
      // By a clock that is wrong, which the cache cannot know.
      if fault.clockOffset != .zero { head.fields.append("Date", VirtualOrigin.date(now.secondsSinceEpoch)) }
      return (head, size)
    }
    guard let origin = origins[name] else { return VirtualOrigin.failure(404, now: now) }
    return origin.answer(request, now: now, startedAt: startedAt)
  }
}

extension RandomStream {
  /// The status that an answer has for a fault's sake; nil: its own.
  mutating func status(of fault: ServerFault) -> UInt16? {
    fault.statusShare == 1 || uniform() < fault.statusShare ? fault.status : nil
  }
}

/// What an origin that was recorded answers.
struct RecordedAnswer {
  let logged: LoggedOrigin
  let origin: Origin
  let cause: LoggedOrigin.Cause
}

extension Duration {
  /// Whole nanoseconds.
  package var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
