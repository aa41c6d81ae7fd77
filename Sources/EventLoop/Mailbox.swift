import CLibevent
import CSystem
import Glibc
import Synchronization

/// How other threads reach what lives on a loop: messages are queued and handled there, in order.
package final class Mailbox<Message: Sendable>: Sendable {
  private let queue = Mutex<[Message]>([])
  private let descriptor: Int32

  package init() throws(SystemError) { descriptor = try SystemError.check(csystem_eventfd(), "eventfd") }

  deinit { _ = csystem_close(descriptor) }

  /// From any thread; never waits for the loop.
  package func post(_ message: Message) {
    let wasEmpty = queue.withLock { queue in
      defer { queue.append(message) }
      return queue.isEmpty
    }
    if wasEmpty {
      var one: UInt64 = 1
      _ = write(descriptor, &one, MemoryLayout.size(ofValue: one))
    }
  }

  /// Delivers messages to `handle` on `loop` for as long as the returned reception is kept.
  package func receive(on loop: EventLoop, handle: @escaping (Message) -> Void) -> MailboxReception {
    let event = Event(on: loop, descriptor: descriptor, flags: EV_READ | EV_PERSIST) { [unowned self] _ in
      var count: UInt64 = 0
      _ = read(descriptor, &count, MemoryLayout.size(ofValue: count))
      let messages = queue.withLock { queue in
        defer { queue.removeAll() }
        return queue
      }
      for message in messages { handle(message) }
    }
    event.add()
    return MailboxReception(event: event)
  }
}

/// The subscription of one loop to its mailbox; ends when released.
package struct MailboxReception {
  let event: Event
}
