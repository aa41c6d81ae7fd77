import CLibevent
import CSystem
import Glibc
import Primitives

/// One thread's reactor: the only owner of an `event_base`, and of every connection opened on it.
///
/// Not Sendable: what lives on a loop stays on its thread. Other threads reach it through a `Mailbox`.
package final class EventLoop {
  let base: OpaquePointer
  /// Where every connection of the loop reads into; what a connection cannot use at once it copies out.
  let readBuffer: UnsafeMutableRawBufferPointer
  /// Where output of any connection is joined for TLS.
  let recordBuffer: UnsafeMutableRawBufferPointer
  private var connections: [Connection] = []
  private var sweeper: Timer?
  /// Work put off to the end of the current callback: see `later`.
  private var deferred: [() -> Void] = []
  private var deferral: Event?

  /// Fails only where the kernel offers no event mechanism at all.
  package init() throws(SystemError) {
    // libevent's base has locks for use from several threads; this one has a single thread by construction.
    guard let configuration = event_config_new() else {
      throw SystemError(code: ENOMEM, call: "event_config_new")
    }
    defer { event_config_free(configuration) }
    event_config_set_flag(configuration, EVENT_BASE_FLAG_NOLOCK.rawValueAsInt32)
    guard let base = event_base_new_with_config(configuration) else {
      throw SystemError(code: ENOMEM, call: "event_base_new")
    }
    self.base = base
    readBuffer = .allocate(byteCount: Limits.readBytes, alignment: 64)
    recordBuffer = .allocate(byteCount: Limits.recordBytes, alignment: 64)
    coarseNow = now
    sweeper = Timer(on: self, every: Limits.sweepInterval) { [unowned self] in sweep() }
  }

  deinit {
    connections.removeAll()
    (sweeper, deferral) = (nil, nil)
    readBuffer.deallocate()
    recordBuffer.deallocate()
    event_base_free(base)
  }

  /// Runs until `stop()`.
  package func run() { event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY) }

  /// Lets the current callback finish, then makes `run` return.
  package func stop() { event_base_loopbreak(base) }

  /// The wall clock, for what protocols say about time.
  package var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(nanosecondsSinceEpoch: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }

  /// The wall clock at the last sweep: late by half a second at most, and a load instead of a call.
  package private(set) var coarseNow = Instant.distantPast

  /// Time as time-outs see it: half seconds since the loop began. Reading it is a load, not a call.
  private(set) var tick: Int64 = 0

  /// Runs `work` after the current callback has returned, before the loop waits again: for what must not happen
  /// in the middle of somebody else's call.
  package func later(_ work: @escaping () -> Void) {
    deferred.append(work)
    if deferral == nil {
      deferral = Event(on: self, descriptor: -1, flags: 0) { [unowned self] _ in runDeferred() }
    }
    deferral?.activate()
  }

  private func runDeferred() {
    while !deferred.isEmpty {
      let work = deferred
      deferred.removeAll()
      for item in work { item() }
    }
  }
}

// MARK: Connections

extension EventLoop {
  /// Connections open on this loop, in no particular order.
  package var openConnections: [Connection] { connections }

  func add(_ connection: Connection) {
    connection.slot = connections.count
    connections.append(connection)
  }

  func remove(_ connection: Connection) {
    let last = connections.removeLast()
    guard last !== connection else { return }
    connections[connection.slot] = last
    last.slot = connection.slot
  }

  /// Time-outs are looked at twice a second instead of keeping a timer for each connection: moving a deadline is then
  /// a store, and ten thousand idle connections cost ten thousand comparisons a sweep.
  private func sweep() {
    tick += 1
    coarseNow = now
    for connection in connections where connection.deadline <= tick { connection.reachDeadline() }
  }
}

extension event_base_config_flag {
  fileprivate var rawValueAsInt32: Int32 { Int32(bitPattern: rawValue) }
}
