import Authority
import DNSWire
import EdgeCache
import HTTPWire
import Health
import Primitives
import Simulation

@testable import EdgeCache
@testable import World

// Parts of a run with one fault each.

// MARK: Authoritative servers

/// Takes every record to be healthy.
final class IgnoresHealth: NameServer {
  override func reply(
    to query: [UInt8], from client: IPAddress, _ health: HealthSnapshot, draw: UInt64, now: Instant
  ) -> [UInt8] { super.reply(to: query, from: client, .allHealthy, draw: draw, now: now) }
}

/// What was unhealthy once stays so.
final class StaysFailedOver: NameServer {
  private var ill: Set<Int> = []

  override func reply(
    to query: [UInt8], from client: IPAddress, _ health: HealthSnapshot, draw: UInt64, now: Instant
  ) -> [UInt8] {
    ill.formUnion((0..<health.count).filter { !health.isHealthy($0) })
    let stuck = HealthSnapshot(healthy: (0..<health.count).map { !ill.contains($0) })
    return super.reply(to: query, from: client, stuck, draw: draw, now: now)
  }
}

/// Changes the octets of its replies.
class Forger: NameServer {
  func forge(_ reply: inout [UInt8], _ query: [UInt8]) {}

  override func reply(
    to query: [UInt8], from client: IPAddress, _ health: HealthSnapshot, draw: UInt64, now: Instant
  ) -> [UInt8] {
    var reply = super.reply(to: query, from: client, health, draw: draw, now: now)
    forge(&reply, query)
    return reply
  }

  /// Where some octets stand first.
  func place(of octets: [UInt8], in reply: [UInt8]) -> Int? {
    (0...max(0, reply.count - octets.count)).first { reply[$0...].starts(with: octets) }
  }
}

/// Answers with the stand-by of weight zero though the other record is healthy.
final class ChoosesWeightZero: Forger {
  override func forge(_ reply: inout [UInt8], _ query: [UInt8]) {
    guard place(of: Array("standby".utf8), in: query) != nil,
      let data = place(of: [192, 0, 2, 110], in: reply)
    else { return }
    reply[data + 3] = 111
  }
}

/// Doubles TTLs.
final class RaisesTTL: Forger {
  override func forge(_ reply: inout [UInt8], _ query: [UInt8]) {
    guard let data = (try? Message(reply.span))?.answers.first(where: { $0.type == .a })?.data,
      let start = place(of: [0, 4] + data, in: reply), start >= 4
    else { return }
    reply[start - 1] &= 0x7F
    reply[start - 2] |= 1
  }
}

/// Says that every answer is good for everybody.
final class WidensScope: Forger {
  override func forge(_ reply: inout [UInt8], _ query: [UInt8]) {
    guard let option = place(of: [0, 8, 0, 7, 0, 1, 24], in: reply) else { return }
    reply[option + 7] = 0
  }
}

/// Draws low numbers alone.
final class LoadsDice: NameServer {
  override func reply(
    to query: [UInt8], from client: IPAddress, _ health: HealthSnapshot, draw: UInt64, now: Instant
  ) -> [UInt8] { super.reply(to: query, from: client, health, draw: 0, now: now) }
}

// MARK: Health

/// A monitor that is asked through another.
protocol MonitorWrapper: HealthMonitoring {
  var monitor: HealthMonitor { get set }
}

extension MonitorWrapper {
  var nextWake: Instant? { monitor.nextWake }
  var hasChanges: Bool { monitor.hasChanges }
  mutating func advance(to now: Instant, start: (HealthMonitor.Probe) -> Void) {
    monitor.advance(to: now, start: start)
  }
  func checker(of probe: HealthMonitor.Probe) -> HealthMonitor.CheckerPlace { monitor.checker(of: probe) }
  mutating func report(_ outcome: ProbeOutcome, for probe: HealthMonitor.Probe, at now: Instant) {
    monitor.report(outcome, for: probe, at: now)
  }
  mutating func setAlarms(_ states: [String: AlarmState], at now: Instant) {
    monitor.setAlarms(states, at: now)
  }
  mutating func setAlarm(_ state: AlarmState, of check: Int, at now: Instant) {
    monitor.setAlarm(state, of: check, at: now)
  }
  mutating func setRoutingControl(isOn: Bool, of check: Int, at now: Instant) {
    monitor.setRoutingControl(isOn: isOn, of: check, at: now)
  }
  mutating func force(_ status: ForcedStatus, _ check: Int, until: Instant?, at now: Instant) {
    monitor.force(status, check, until: until, at: now)
  }
  mutating func takeTurns() -> [CheckerTurn] { monitor.takeTurns() }
  mutating func takeChanges() -> [StatusChange] { monitor.takeChanges() }
  mutating func takeSnapshot() -> HealthSnapshot? { monitor.takeSnapshot() }
}

/// Wants one probe more than the threshold.
struct CountsOneTooMany: MonitorWrapper {
  var monitor: HealthMonitor

  init(_ checks: HealthCheckSet, _ settings: HealthMonitor.Settings, _ seed: UInt64, _ now: Instant) {
    let late = checks.checks.map { check in
      var check = check
      check.config.failureThreshold += 1
      return check
    }
    monitor = HealthMonitor(HealthCheckSet(late), settings: settings, seed: seed, now: now)
  }
}

/// Wants half of the checkers.
struct WantsHalf: MonitorWrapper {
  var monitor: HealthMonitor

  mutating func takeSnapshot() -> HealthSnapshot? {
    _ = monitor.takeSnapshot()
    return HealthSnapshot(
      healthy: (0..<monitor.checks.count).map { number in
        let report = monitor.report(of: number)
        guard report.config.type.isProbed, report.forced == .obey, !report.config.isDisabled else {
          return report.isHealthy
        }
        return 2 * report.healthyCheckers >= report.checkers
      })
  }
}

// MARK: Resolvers

/// Gives every client the whole TTL.
final class NeverCountsDown: Resolvers {
  private var first: [[Int32]: Int64] = [:]

  override func resolve(
    _ number: Int32, city: Int, _ family: IPAddress.Family, at elapsed: Int64, age: Double,
    _ names: NameServer, now: Instant
  ) -> Answer {
    var answer = super.resolve(number, city: city, family, at: elapsed, age: age, names, now: now)
    let key = [number, Int32(family.rawValue)]
    if answer.source == .authority { first[key] = answer.remaining }
    if answer.source == .cache { answer.remaining = first[key] ?? answer.remaining }
    return answer
  }
}

/// Never asks again.
final class NeverForgets: Resolvers {
  private var known: [[Int32]: Answer] = [:]

  override func resolve(
    _ number: Int32, city: Int, _ family: IPAddress.Family, at elapsed: Int64, age: Double,
    _ names: NameServer, now: Instant
  ) -> Answer {
    let key = [number, Int32(city), Int32(family.rawValue)]
    if var answer = known[key] {
      (answer.remaining, answer.source) = (30_000_000_000, .cache)
      return answer
    }
    let answer = super.resolve(number, city: city, family, at: elapsed, age: age, names, now: now)
    if answer.number >= 0 { known[key] = answer }
    return answer
  }
}

// MARK: Points of presence

/// Its clock is at half speed.
final class HasSlowClock: VirtualEdge {
  override func begin(_ exchange: Exchange) -> Fetch? {
    cache.begin(exchange, now: now.advanced(byNanoseconds: -clock.elapsed / 2))
  }
}

/// Ages are below zero.
final class WritesNegativeAge: VirtualEdge {
  override func close(_ exchange: Exchange) -> ResultType {
    let name = Array("\r\nAge: ".utf8)
    if let start = (0..<max(0, exchange.head.count - name.count)).first(where: {
      exchange.head[$0...].starts(with: name)
    }) {
      exchange.head.insert(UInt8(ascii: "-"), at: start + name.count)
      // No age is minus nothing.
      if exchange.head[start + name.count + 1] == UInt8(ascii: "0") {
        exchange.head[start + name.count + 1] = UInt8(ascii: "1")
      }
    }
    return super.close(exchange)
  }
}

/// Hits count twice.
final class CountsTwice: VirtualEdge {
  override func hitAgain(_ hit: borrowing RepeatableHit) -> Bool {
    _ = super.hitAgain(hit)
    return super.hitAgain(hit)
  }
}

/// Forgets who waits for what another has asked for.
final class LosesWaiters: VirtualEdge {
  override func begin(_ exchange: Exchange) -> Fetch? {
    let fetch = cache.begin(exchange, now: now)
    if fetch == nil, exchange.phase == .waiting { exchange.fetch?.exchanges.removeAll { $0 === exchange } }
    return fetch
  }
}

/// Every other one does not hear of invalidations.
final class MissesInvalidations: VirtualEdge {
  override func invalidate(_ paths: [InvalidationPath], in distribution: String) {
    if !number.isMultiple(of: 2) { super.invalidate(paths, in: distribution) }
  }
}

/// What has happened to it once stays.
final class StaysDown: VirtualEdge {
  override var fault: ServerFault? {
    get { super.fault }
    set { if let newValue { super.fault = newValue } }
  }
}

/// Tells a viewer twice that the answer is there.
final class AnswersTwice: VirtualEdge {
  override func close(_ exchange: Exchange) -> ResultType {
    let result = super.close(exchange)
    if result == .miss { super.close(exchange) }
    return result
  }
}

// MARK: Users

/// Servers that stop listening end no connection that waits for another request.
final class KeepsDeadConnections: VirtualUsers {
  override func endConnections(to isGone: (Destination) -> Bool) {}
}

/// Uses a connection again that was reset.
final class IgnoresResets: VirtualUsers {
  override func lose(_ index: Int) { clock.audit.lost(index) }
}

/// Connections stay open twice as long as they should.
final class NeverHangsUp: VirtualUsers {
  override func keep(_ link: Link, _ index: Int, at now: Int64) {
    super.keep(link, index, at: now)
    clients[index].connectedUntil += keepAlive
  }
}
