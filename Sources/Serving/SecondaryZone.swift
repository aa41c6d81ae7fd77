import DNSWire
import EventLoop
import Logging
import Primitives
import Transfer
import Zones

/// One zone that comes from primaries: does what `ZoneRefresh` says, on the control thread.
final class SecondaryZone {
  let name: Name
  private(set) var refresh: ZoneRefresh
  /// What clients get; nil: SERVFAIL.
  var served: Zone? { refresh.hasExpired ? nil : zone }
  /// Transfers that succeeded and that failed.
  private(set) var transferCount = 0
  private(set) var failureCount = 0

  private unowned let owner: SecondaryZones
  private var zone: Zone?
  /// What the workers have.
  private var published: Zone?
  /// The primary that was asked last.
  private var asked: ZoneRefresh.Primary?
  private var query: DatagramClient?
  private var connection: PrimaryConnection?
  /// The primary to transfer from once there is a free place.
  private(set) var waitsFor: ZoneRefresh.Primary?
  private var timer: Timer?

  init(_ name: Name, _ primaries: [ZoneRefresh.Primary], owner: SecondaryZones) {
    (self.name, self.owner) = (name, owner)
    let kept = owner.store.load(name)
    zone = kept?.zone
    refresh = ZoneRefresh(
      primaries: primaries,
      kept: kept.map { (ZoneTimers(authority: $0.zone.authorityData), $0.confirmed) }, now: owner.loop.now)
    published = served
    guard let zone else { return }
    if refresh.hasExpired {
      owner.log.error("zone \(name): serial \(zone.serial) was kept, but has expired; clients get SERVFAIL")
    } else {
      owner.log.info("zone \(name): serial \(zone.serial) was kept and is served")
    }
  }

  var isTransferring: Bool { connection != nil }

  /// The zone has gone from the configuration.
  func close() {
    stop()
    timer = nil
  }

  /// Goes on with other primaries, unless they are the same.
  func follow(_ primaries: [ZoneRefresh.Primary]) {
    guard primaries != refresh.primaries else { return }
    stop()
    refresh.follow(primaries, now: owner.loop.now)
    handle(.due)
  }

  func handle(_ event: ZoneRefresh.Event) {
    for action in refresh.handle(event, now: owner.loop.now, draw: owner.draw()) { perform(action) }
    wake()
    owner.startTransfers()
    guard served !== published else { return }
    published = served
    owner.changed()
  }

  /// Sleeps until there is something to do; not too long, for the wall clock may be set meanwhile.
  private func wake() {
    let nanoseconds = refresh.nextDue.nanosecondsSinceEpoch &- owner.loop.now.nanosecondsSinceEpoch
    let delay = min(Duration.nanoseconds(max(nanoseconds, 0)), Limits.secondarySleep)
    timer = Timer(on: owner.loop, after: delay) { [unowned self] in handle(.due) }
  }

  private func perform(_ action: ZoneRefresh.Action) {
    switch action {
    case .query(let primary):
      stop()
      asked = primary
      ask(primary)
    case .transfer(let primary):
      stop()
      waitsFor = primary
    case .abandon:
      let what = query == nil ? "the transfer takes too long" : "no answer to a query over UDP"
      owner.log.warning("zone \(name): \(asked?.place ?? ""): \(what)")
      stop()
    case .confirm:
      owner.store.confirm(name, at: refresh.confirmed)
      owner.log.info("zone \(name): serial \(refresh.timers?.serial ?? 0) is confirmed")
    case .expire:
      owner.log.error(
        "zone \(name): expired, no primary has confirmed it for \(refresh.timers?.expireSeconds ?? 0) seconds; clients get SERVFAIL"
      )
    }
  }

  private func stop() {
    query = nil
    connection?.abandon()
    (connection, waitsFor) = (nil, nil)
  }

  private func fail(_ primary: ZoneRefresh.Primary, _ reason: String) {
    stop()
    owner.log.warning("zone \(name): \(primary.place): \(reason)")
    handle(.failed)
  }

  private func request(_ type: RecordType, _ primary: ZoneRefresh.Primary) -> PrimaryRequest {
    PrimaryRequest(
      zone: name, type: type, id: UInt16(truncatingIfNeeded: owner.draw()),
      key: primary.key.flatMap(owner.policy.key), now: owner.loop.now)
  }

  // MARK: SOA over UDP

  /// Each query has a socket of its own, and so a port that nobody can guess.
  private func ask(_ primary: ZoneRefresh.Primary) {
    let request = request(.soa, primary)
    let address = SocketAddress(primary.address, port: primary.port)
    let socket: Socket
    do throws(SystemError) {
      socket = try Socket.datagram(boundTo: SocketAddress(owner.source(for: primary.address), port: 0))
    } catch {
      let reason = "\(error)"
      return owner.loop.later { [weak self] in self?.fail(primary, reason) }
    }
    let client = DatagramClient(on: owner.loop, socket: socket) { [unowned self] datagram, peer in
      if peer == address { receive(datagram, from: primary, request) }
    }
    client.send(request.octets, to: address)
    query = client
  }

  private func receive(
    _ datagram: Span<UInt8>, from primary: ZoneRefresh.Primary, _ request: PrimaryRequest
  ) {
    do throws(PrimaryFault) {
      let serial = try request.serial(in: datagram, now: owner.loop.now)
      // What asked lives until its own call is over.
      owner.loop.later { [weak self] in self?.handle(.serial(serial)) }
    } catch .otherID, .notAnAnswer, .otherQuestion, .malformed {
      // Not from the primary, perhaps: the right one may still come.
      return
    } catch {
      owner.loop.later { [weak self] in self?.fail(primary, "\(error)") }
    }
    query = nil
  }

  // MARK: AXFR over TCP

  /// Begins the transfer that waits.
  func startTransfer() {
    guard let primary = waitsFor else { return }
    waitsFor = nil
    let began = owner.loop.now
    do throws(SystemError) {
      connection = try PrimaryConnection(
        on: owner.loop, to: SocketAddress(primary.address, port: primary.port),
        from: owner.source(for: primary.address),
        request: request(.axfr, primary),
        after: refresh.wantedAfter, seed: owner.draw()
      ) { [weak self] result in self?.finish(result, from: primary, began) }
    } catch {
      let reason = "\(error)"
      owner.loop.later { [weak self] in self?.fail(primary, reason) }
    }
  }

  private func finish(
    _ result: Result<ZoneReception, PrimaryConnection.Failure>, from primary: ZoneRefresh.Primary,
    _ began: Instant
  ) {
    connection = nil
    do {
      var reception = try result.get()
      let received = try reception.zone()
      zone = received
      transferCount += 1
      report(reception, received, primary, began)
      handle(.transferred(ZoneTimers(authority: received.authorityData)))
      owner.store.keep(received, confirmed: refresh.confirmed)
    } catch {
      failureCount += 1
      fail(primary, "the transfer failed: \(error)")
    }
  }

  private func report(
    _ reception: ZoneReception, _ zone: Zone, _ primary: ZoneRefresh.Primary, _ began: Instant
  ) {
    let milliseconds =
      (owner.loop.now.nanosecondsSinceEpoch - began.nanosecondsSinceEpoch + 500_000) / 1_000_000
    let outside =
      reception.outsideCount > 0 ? ", \(reception.outsideCount) records outside the zone left out" : ""
    owner.log.info(
      """
      zone \(name): transferred from \(primary.place): serial \(zone.serial), \(reception.recordCount) records, \
      \(reception.messageCount) messages, \(reception.octetCount) octets, \(milliseconds) ms\(outside)
      """)
  }
}

extension TransferPolicy.Primary {
  /// `192.0.2.53 port 53`
  var place: String { "\(address) port \(port)" }
}
