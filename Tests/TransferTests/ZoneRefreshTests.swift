import DNSWire
import Primitives
import Testing
import Transfer

/// RFC 1034 section 4.3.5, RFC 1035 section 3.3.13, RFC 1996: a secondary on a virtual clock. `draw` 0 takes no time off.
@Suite struct ZoneRefreshTests {
  static let start = Instant(secondsSinceEpoch: 10_000)
  static func primary(_ number: UInt32) -> ZoneRefresh.Primary {
    ZoneRefresh.Primary(address: IPAddress(v4: 0xC000_0200 + number), port: 53, key: nil)
  }
  static let (one, two) = (primary(1), primary(2))
  static let timers = ZoneTimers(serial: 7, refreshSeconds: 100, retrySeconds: 10, expireSeconds: 1000)

  static func at(_ seconds: Int64) -> Instant { start.advanced(bySeconds: seconds) }

  /// Has the zone with serial 7, just confirmed, and rests.
  private func resting(primaries: [ZoneRefresh.Primary] = [one]) -> ZoneRefresh {
    var refresh = ZoneRefresh(primaries: primaries, now: Self.start)
    _ = refresh.handle(.due, now: Self.start, draw: 0)
    _ = refresh.handle(.serial(7), now: Self.start, draw: 0)
    #expect(refresh.handle(.transferred(Self.timers), now: Self.start, draw: 0).isEmpty)
    return refresh
  }

  @Test("A zone that never came is asked for at once, and transferred whatever its serial")
  func first() {
    var refresh = ZoneRefresh(primaries: [Self.one], now: Self.start)
    #expect(refresh.nextDue == Self.start)
    #expect(refresh.handle(.due, now: Self.start, draw: 0) == [.query(Self.one)])
    #expect(refresh.handle(.serial(0), now: Self.start, draw: 0) == [.transfer(Self.one)])
    #expect(refresh.expiry == nil)
    #expect(refresh.handle(.transferred(Self.timers), now: Self.at(3), draw: 0).isEmpty)
    #expect(refresh.nextDue == Self.at(103))
    #expect(refresh.expiry == Self.at(1003))
  }

  @Test(
    "The serial decides (RFC 1982)",
    arguments: [
      (8, [.transfer(one)]), (7, [.confirm]), (6, []), (7 &+ 0x7FFF_FFFF, [.transfer(one)]),
      (7 &+ 0x8000_0000, []), (7 &+ 0x8000_0001, []),
    ] as [(UInt32, [ZoneRefresh.Action])])
  func serials(serial: UInt32, expected: [ZoneRefresh.Action]) {
    var refresh = resting()
    #expect(refresh.handle(.due, now: Self.at(100), draw: 0) == [.query(Self.one)])
    #expect(refresh.handle(.serial(serial), now: Self.at(100), draw: 0) == expected)
    let isConfirmed = expected == [.confirm]
    #expect(refresh.confirmed == (isConfirmed ? Self.at(100) : Self.start))
    if expected.isEmpty { #expect(refresh.nextDue == Self.at(110), "RETRY") }
    if isConfirmed { #expect(refresh.nextDue == Self.at(200), "REFRESH") }
  }

  @Test("REFRESH after a success, RETRY after a failure, EXPIRE after the last confirmation")
  func timesAreThoseOfTheAuthority() {
    var refresh = resting()
    var log: [String] = []
    while !refresh.hasExpired {
      let now = refresh.nextDue
      for action in refresh.handle(.due, now: now, draw: 0) {
        let what = "\(now.seconds(since: Self.start)) \(action == .expire ? "expire" : "ask")"
        if case .query = action { log.append(what) }
        if action == .expire { log.append(what) }
      }
    }
    // Three queries two seconds apart make a round, the next one comes RETRY later.
    #expect(log.prefix(7) == ["100 ask", "102 ask", "104 ask", "116 ask", "118 ask", "120 ask", "132 ask"])
    #expect(log.last == "1000 expire")
  }

  @Test("What has expired is asked for every RETRY, and good again when it is confirmed")
  func expired() {
    var refresh = resting()
    while !refresh.hasExpired { _ = refresh.handle(.due, now: refresh.nextDue, draw: 0) }
    while refresh.primary == nil { _ = refresh.handle(.due, now: refresh.nextDue, draw: 0) }
    #expect(refresh.nextDue <= Self.at(1020))
    #expect(refresh.handle(.serial(7), now: Self.at(1020), draw: 0) == [.confirm])
    #expect(!refresh.hasExpired && refresh.expiry == Self.at(2020))
  }

  @Test("What has expired is replaced by anything, an older serial too")
  func expiredTakesOlder() {
    var refresh = ZoneRefresh(
      primaries: [Self.one], kept: (Self.timers, Self.at(-1001)), now: Self.start)
    #expect(refresh.hasExpired && refresh.wantedAfter == nil)
    #expect(refresh.handle(.due, now: Self.start, draw: 0) == [.query(Self.one)])
    #expect(refresh.handle(.serial(3), now: Self.start, draw: 0) == [.transfer(Self.one)])
  }

  @Test(
    "What was kept over a restart counts from when it was confirmed",
    arguments: [(-999, false), (-1000, true), (-5000, true), (+5000, false)] as [(Int64, Bool)])
  func kept(confirmed: Int64, hasExpired: Bool) {
    let refresh = ZoneRefresh(
      primaries: [Self.one], kept: (Self.timers, Self.at(confirmed)), now: Self.start)
    #expect(refresh.hasExpired == hasExpired)
    #expect(refresh.nextDue <= Self.start, "a restart refreshes at once")
    #expect(refresh.expiry! <= Self.at(1000), "a time to come is none")
  }

  @Test("The primaries are asked in turn until one has news")
  func inTurn() {
    var refresh = resting(primaries: [Self.one, Self.two])
    #expect(refresh.handle(.due, now: Self.at(100), draw: 0) == [.query(Self.one)])
    #expect(refresh.handle(.serial(7), now: Self.at(100), draw: 0) == [.query(Self.two)])
    #expect(refresh.handle(.serial(8), now: Self.at(100), draw: 0) == [.transfer(Self.two)])
    // It fails, but the first one has what we have.
    #expect(refresh.handle(.failed, now: Self.at(101), draw: 0) == [.confirm])
    #expect(refresh.nextDue == Self.at(201))
  }

  @Test("A failed transfer is tried from the next primary; if all fail, RETRY")
  func failingTransfers() {
    var refresh = resting(primaries: [Self.one, Self.two])
    for (event, actions) in [
      (.due, [.query(Self.one)]), (.serial(8), [.transfer(Self.one)]), (.failed, [.query(Self.two)]),
      (.serial(8), [.transfer(Self.two)]), (.failed, []),
    ] as [(ZoneRefresh.Event, [ZoneRefresh.Action])] {
      #expect(refresh.handle(event, now: Self.at(100), draw: 0) == actions)
    }
    #expect(refresh.nextDue == Self.at(110))
    #expect(refresh.confirmed == Self.start)
  }

  @Test("A transfer that never ends is abandoned") func endless() {
    var refresh = resting(primaries: [Self.one, Self.two])
    _ = refresh.handle(.due, now: Self.at(100), draw: 0)
    _ = refresh.handle(.serial(8), now: Self.at(100), draw: 0)
    while !refresh.hasExpired { _ = refresh.handle(.due, now: refresh.nextDue, draw: 0) }
    #expect(refresh.nextDue == Self.at(100 + TransferLimits.transferSeconds))
    #expect(
      refresh.handle(.due, now: refresh.nextDue, draw: 0) == [.abandon, .query(Self.two)])
  }

  @Test("Without a zone the pauses grow: 2, 4, 8 ... an hour") func backingOff() {
    var refresh = ZoneRefresh(primaries: [Self.one], now: Self.start)
    var pauses: [Int64] = []
    for _ in 0..<14 {
      let now = refresh.nextDue
      _ = refresh.handle(.due, now: now, draw: 0)
      _ = refresh.handle(.failed, now: now, draw: 0)
      pauses.append(refresh.nextDue.seconds(since: now))
    }
    #expect(pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600])
  }

  @Test("Secondaries come up to a quarter early, never late", arguments: [0, 1, 12_345_678_901, UInt64.max])
  func jitter(draw: UInt64) {
    var refresh = resting()
    _ = refresh.handle(.due, now: Self.at(100), draw: draw)
    _ = refresh.handle(.serial(7), now: Self.at(100), draw: draw)
    #expect((Self.at(175)...Self.at(200)).contains(refresh.nextDue))
  }

  // MARK: NOTIFY

  @Test("RFC 1996 section 3.7: a NOTIFY of another serial, or of none, begins a round with its sender")
  func notified() {
    for (serial, actions) in [
      (nil, [.query(Self.two)]), (8, [.query(Self.two)]), (6, [.query(Self.two)]), (7, []),
    ] as [(UInt32?, [ZoneRefresh.Action])] {
      var refresh = resting(primaries: [Self.one, Self.two])
      #expect(refresh.handle(.notified(primary: 1, serial: serial), now: Self.at(1), draw: 0) == actions)
      if actions.isEmpty { continue }
      // The other primary's turn is after it.
      #expect(refresh.handle(.failed, now: Self.at(1), draw: 0) == [.query(Self.one)])
    }
  }

  @Test("A NOTIFY in the middle of a round starts another after it") func notifiedInARound() {
    var refresh = resting()
    _ = refresh.handle(.due, now: Self.at(100), draw: 0)
    #expect(refresh.handle(.serial(8), now: Self.at(100), draw: 0) == [.transfer(Self.one)])
    #expect(refresh.handle(.notified(primary: 0, serial: 9), now: Self.at(101), draw: 0).isEmpty)
    let newer = ZoneTimers(serial: 8, refreshSeconds: 100, retrySeconds: 10, expireSeconds: 1000)
    #expect(refresh.handle(.transferred(newer), now: Self.at(102), draw: 0) == [.query(Self.one)])
    #expect(refresh.handle(.serial(9), now: Self.at(102), draw: 0) == [.transfer(Self.one)])
  }

  @Test("Events that answer nothing change nothing") func strays() {
    var refresh = resting()
    for event in [.serial(9), .failed, .transferred(Self.timers), .due, .notified(primary: 5, serial: 9)]
      as [ZoneRefresh.Event]
    {
      #expect(refresh.handle(event, now: Self.at(1), draw: 0).isEmpty)
      #expect(refresh.nextDue == Self.at(100))
    }
  }

  @Test("Other primaries are asked at once") func followed() {
    var refresh = resting()
    refresh.follow([Self.two], now: Self.at(5))
    #expect(refresh.handle(.due, now: refresh.nextDue, draw: 0) == [.query(Self.two)])
  }

  @Test("Any events in any order: never a trap, a time to wake in reach, and no expired zone before its time")
  func soup() {
    var draws = SplitMix64(seed: 5)
    var refresh = ZoneRefresh(primaries: [Self.one, Self.two], now: Self.start)
    var now = Self.start
    for _ in 0..<20_000 {
      now.nanosecondsSinceEpoch += Int64(draws.next() % 30_000_000_000)
      let serial = UInt32(truncatingIfNeeded: draws.next() % 12)
      let events: [ZoneRefresh.Event] = [
        .due, .due, .due, .failed, .serial(serial), .notified(primary: Int(serial) % 3, serial: serial),
        .transferred(
          ZoneTimers(serial: serial, refreshSeconds: Int64(serial), retrySeconds: 0, expireSeconds: 60)),
      ]
      _ = refresh.handle(events[Int(draws.next() % UInt64(events.count))], now: now, draw: draws.next())
      #expect(refresh.nextDue <= now.advanced(bySeconds: TransferLimits.transferSeconds))
      if let expiry = refresh.expiry { #expect(refresh.hasExpired == (expiry <= now)) }
    }
  }
}

@Suite("RFC 1035 section 3.3.13, within bounds") struct ZoneTimersTests {
  @Test(
    arguments: [
      ((3600, 600, 86_400), (3600, 600, 86_400)), ((0, 0, 0), (1, 1, 2)),
      ((3600, 600, 60), (3600, 600, 4200)),
      ((4_294_967_295, 4_294_967_295, 4_294_967_295), (2_419_200, 1_209_600, 14_515_200)),
    ] as [((Int64, Int64, Int64), (Int64, Int64, Int64))])
  func bounds(said: (Int64, Int64, Int64), used: (Int64, Int64, Int64)) {
    let timers = ZoneTimers(
      serial: 1, refreshSeconds: said.0, retrySeconds: said.1, expireSeconds: said.2)
    #expect((timers.refreshSeconds, timers.retrySeconds, timers.expireSeconds) == used)
  }

  @Test func readFromTheRecord() {
    let data: [UInt8] = [0, 0] + [0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 7, 0, 0, 3, 32, 0, 0, 0, 9]
    #expect(
      ZoneTimers(authority: data)
        == ZoneTimers(serial: 5, refreshSeconds: 6, retrySeconds: 7, expireSeconds: 800))
  }
}
