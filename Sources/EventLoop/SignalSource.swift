import CLibevent

/// Calls back on the loop when the process gets a signal.
package final class SignalSource {
  private let event: Event

  package init(on loop: EventLoop, signal: Int32, _ action: @escaping () -> Void) {
    event = Event(on: loop, descriptor: signal, flags: EV_SIGNAL | EV_PERSIST) { _ in action() }
    event.add()
  }
}
