import CLibevent
import Glibc

/// Calls back on the loop when the process gets a signal.
package final class SignalSource {
  private let event: Event

  package init(on loop: EventLoop, signal: Int32, _ action: @escaping () -> Void) {
    // A parent may have left it blocked for us (threads of a dispatch queue block them all).
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, signal)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    event = Event(on: loop, descriptor: signal, flags: EV_SIGNAL | EV_PERSIST) { _ in action() }
    event.add()
  }
}
