import Configuration
import EventLoop
import Health
import Logging

/// Asks a Prometheus server for the values behind alarms, each once a period, and tells the state that follows.
final class PrometheusAlarms {
  private let loop: EventLoop
  private let source: HealthConfiguration.Prometheus
  private let log: Logger
  private let told: (String, AlarmState) -> Void
  private var timers: [Timer] = []
  /// Alarms whose answer is awaited: a slow server is not asked more and more.
  private var asked: Set<Int> = []
  /// Alarms whose last question failed: that is said once.
  private var failed: Set<Int> = []

  /// The first questions go out at once.
  init(
    on loop: EventLoop, _ source: HealthConfiguration.Prometheus, log: Logger,
    told: @escaping (String, AlarmState) -> Void
  ) {
    (self.loop, self.source, self.log, self.told) = (loop, source, log, told)
    for (index, alarm) in source.alarms.enumerated() {
      timers.append(Timer(on: loop, every: .seconds(alarm.periodSeconds)) { [unowned self] in ask(index) })
      ask(index)
    }
  }

  private func ask(_ index: Int) {
    guard asked.insert(index).inserted else { return }
    let request =
      "GET \(source.endpoint.path)/api/v1/query?query=\(Self.escaped(source.alarms[index].query)) HTTP/1.1\r\n"
      + "Host: \(source.endpoint.host)\r\nConnection: close\r\nUser-Agent: edgesim\r\nAccept: application/json\r\n\r\n"
    _ = HTTPCall(
      on: loop, request, to: source.endpoint, seconds: Limits.webhookSeconds, limit: Limits.metricOctets
    ) { [weak self] answer in self?.take(try? answer.get(), index) }
  }

  private func take(_ answer: HTTPCall.Answer?, _ index: Int) {
    asked.remove(index)
    let alarm = source.alarms[index]
    let values = answer.flatMap { $0.status == 200 ? PrometheusReply.values($0.body) : nil }
    if values != nil {
      failed.remove(index)
    } else if failed.insert(index).inserted {
      let reason = answer.map { $0.status == 200 ? "the answer is no number" : "status \($0.status)" }
      log.warning("alarm \(alarm.name) has no data from \(source.endpoint): \(reason ?? "no answer")")
    }
    told(alarm.name, alarm.state(of: values ?? []))
  }

  /// Percent-encoded but for what RFC 3986 section 2.3 leaves alone.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for octet in text.utf8 {
      let character = Character(UnicodeScalar(octet))
      if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
        escaped.append(character)
      } else {
        let hexadecimal = String(octet, radix: 16, uppercase: true)
        escaped += hexadecimal.count == 1 ? "%0\(hexadecimal)" : "%\(hexadecimal)"
      }
    }
    return escaped
  }
}
