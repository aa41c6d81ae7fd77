import Glibc

/// How far a long command is and how long it will take, on a terminal's standard error; nothing for two seconds.
struct ProgressLine {
  private let label: String
  private let begin = ContinuousClock.now
  private var told = ContinuousClock.now
  private var isShown = false

  init(label: String) { self.label = label }

  mutating func tell(_ share: Double?) {
    let now = ContinuousClock.now
    guard now - begin > .seconds(2), now - told > .milliseconds(200), isatty(STDERR_FILENO) == 1 else {
      return
    }
    (told, isShown) = (now, true)
    let elapsed = (now - begin) / .seconds(1)
    var text = "\(label): \(Int(elapsed)) s"
    if let share, share > 0 {
      text = "\(label): \(Int(share * 100)) %, \(Int(elapsed / share - elapsed)) s left"
    }
    show("\r\u{1B}[K\(text)")
  }

  func clear() { if isShown { show("\r\u{1B}[K") } }

  private func show(_ text: String) {
    let octets = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, octets, octets.count)
  }
}
