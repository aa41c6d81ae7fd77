import CLibevent
import Glibc

/// One libevent `event`: a descriptor, signal or time to wait for, and what to do then. Freed with the object.
final class Event {
  private var event: OpaquePointer?
  private let handler: (Int16) -> Void

  /// `flags` are libevent's `EV_READ`, `EV_WRITE`, `EV_SIGNAL` and `EV_PERSIST`. Nothing is awaited before `add`.
  init(on loop: EventLoop, descriptor: Int32, flags: Int32, handler: @escaping (Int16) -> Void) {
    self.handler = handler
    event = event_new(
      loop.base, descriptor, Int16(flags),
      { _, flags, context in
        // Retained for the call: the handler may release its own event.
        let event = Unmanaged<Event>.fromOpaque(context!).takeUnretainedValue()
        withExtendedLifetime(event) { event.handler(flags) }
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit { event_free(event) }

  func add() { event_add(event, nil) }

  func add(after nanoseconds: Int64) {
    var time = timeval(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_usec: Int(nanoseconds % 1_000_000_000 / 1000))
    event_add(event, &time)
  }

  func remove() { event_del(event) }

  /// Makes the event happen now, once, whether or not it was added.
  func activate() { event_active(event, 0, 0) }
}
