import EventLoop
import Logging
import Primitives
import Simulation

/// What is wrong with a server on purpose, a built-in origin or a point of presence, and what that makes of connections
/// and requests.
final class FaultyServer {
  /// Nil: all is well. Looked at with each request, by the one thread of the server.
  @exclusivity(unchecked) private(set) var fault: ServerFault?
  private let name: String
  private var draws: RandomStream
  private let log: Logger

  init(_ name: String, log: Logger) {
    (self.name, self.log) = (name, log)
    draws = RandomStream(seed: KeyedHash(seed: 0)(Array(name.utf8).span), kind: "fault")
  }

  /// Takes up a fault in place of the one that was there. Where nobody is to listen any more, `cut` ends what is connected, as a process
  /// that is gone would have.
  func follow(_ fault: ServerFault?, on listeners: some Sequence<StreamListener>, cut: () -> Void) {
    let wasRefusing = self.fault?.refuses ?? false
    self.fault = fault
    let refuses = fault?.refuses ?? false
    for listener in listeners {
      do throws(SystemError) {
        if refuses { try listener.refuse() } else { try listener.resume() }
      } catch {
        log.error("\(name) cannot go back to its address: \(error)")
      }
    }
    if refuses, !wasRefusing { cut() }
  }

  /// What becomes of a request that has come; nil: what always does.
  func fate() -> ServerFault.Fate? { fault?.fate(&draws) }
}
