import CLibevent

/// Calls back after a time, once or again and again, until it is released.
package final class Timer {
  private var event: Event?

  package init(on loop: EventLoop, after delay: Duration, _ action: @escaping () -> Void) {
    event = Event(on: loop, descriptor: -1, flags: 0) { _ in action() }
    event?.add(after: delay.nanoseconds)
  }

  package init(on loop: EventLoop, every interval: Duration, _ action: @escaping () -> Void) {
    event = Event(on: loop, descriptor: -1, flags: EV_PERSIST) { _ in action() }
    event?.add(after: interval.nanoseconds)
  }
}

extension Duration {
  var nanoseconds: Int64 { components.seconds &* 1_000_000_000 &+ components.attoseconds / 1_000_000_000 }
}
