import Configuration
import EventLoop
import FoundationEssentials
import Health
import HTTPWire
import Logging
import Primitives

/// Tells webhooks and commands of changes, a bounded number of them at a time.
final class StatusNotifier {
  private let loop: EventLoop
  private let log: Logger
  private let commandEnded: @Sendable (Int32) -> Void
  private var waiting: [() -> Void] = []
  private var underWay = 0

  /// `commandEnded` is called on a thread of its own with the exit status.
  init(on loop: EventLoop, log: Logger, commandEnded: @escaping @Sendable (Int32) -> Void) {
    (self.loop, self.log, self.commandEnded) = (loop, log, commandEnded)
  }

  func tell(_ notification: HealthConfiguration.Notification, _ change: StatusChange) {
    guard waiting.count < Limits.waitingNotifications else {
      return log.warning("nobody is told that health check \(change.id) changed: too many notifications wait")
    }
    let json = Self.json(change)
    waiting.append { [unowned self] in
      switch notification {
      case .webhook(let endpoint): post(json, to: endpoint)
      case .command(let words): run(words + [json])
      }
    }
    startWaiting()
  }

  private func startWaiting() {
    while underWay < Limits.notifications, !waiting.isEmpty {
      underWay += 1
      waiting.removeFirst()()
    }
  }

  private func ended() {
    underWay -= 1
    startWaiting()
  }

  /// On one line.
  private static func json(_ change: StatusChange) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(HealthCheckStatus.Change(change))) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  // MARK: Webhooks

  private func post(_ json: String, to endpoint: HTTPEndpoint) {
    let request =
      "POST \(endpoint.path) HTTP/1.1\r\nHost: \(endpoint.host)\r\nConnection: close\r\nUser-Agent: edgesim\r\n"
      + "Content-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n\r\n\(json)"
    _ = HTTPCall(on: loop, request, to: endpoint, seconds: Limits.webhookSeconds) { [weak self] result in
      guard let self else { return }
      switch result {
      case .success(let answer) where (200..<300).contains(answer.status): log.debug("told \(endpoint)")
      case .success(let answer):
        log.warning("the webhook \(endpoint) did not take a change: status \(answer.status)")
      case .failure(let failure):
        log.warning("the webhook \(endpoint) did not take a change: \(failure.rawValue)")
      }
      ended()
    }
  }

  // MARK: Commands

  private func run(_ words: [String]) {
    do throws(SystemError) {
      try SpawnedCommand.start(words, ended: commandEnded)
    } catch {
      log.warning("a command that is told of changes does not run: \(error)")
      ended()
    }
  }

  func commandEnded(_ status: Int32) {
    if status != 0 { log.warning("a command that is told of changes ended with \(status)") }
    ended()
  }
}
