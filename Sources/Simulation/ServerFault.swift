import Health
import Primitives

/// What is wrong with a server on purpose: a built-in origin, or a point of presence.
package struct ServerFault: Hashable, Sendable {
  /// Nobody listens: connections are refused, and those that were open end.
  package var refuses = false
  /// Connections are accepted and requests are never answered.
  package var hangs = false
  /// Before every answer.
  package var delay = Duration.zero
  /// Answers have this status and no content: all of them, or a share.
  package var status: UInt16?
  package var statusShare = 1.0
  /// Of the requests, how many end with a reset connection and no answer.
  package var dropShare = 0.0
  /// These health checkers cannot reach it: what they send is lost. Live, they share this machine's addresses, so the
  /// checkers themselves keep away.
  package var partition: [CheckerSelection] = []
  /// Its clock is ahead by so much, or (below zero) behind: what the Date of its answers tells (RFC 9110 section 6.6.1).
  package var clockOffset = Duration.zero

  package init() {}

  package static let refuse = ServerFault { $0.refuses = true }
  package static let hang = ServerFault { $0.hangs = true }
  /// Every connection is reset once it has a request.
  package static let reset = ServerFault { $0.dropShare = 1 }

  private init(_ change: (inout ServerFault) -> Void) { change(&self) }

  package var isNone: Bool { self == ServerFault() }

  package struct Refused: Error, CustomStringConvertible {
    package let description: String
  }

  /// Reads `refuse`, `hang`, `reset`, `delay=200ms`, `status=503` with or without `share=0.1`, `drop=0.3` (of which `reset` is
  /// all), `clock=-5m`, `partition=us-east-1,eu-west-1/0` (or `partition=all`), any of them together.
  package init(words: [String]) throws(Refused) {
    guard !words.isEmpty else { throw Refused(description: "no fault is named; expected \(Self.expected)") }
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      switch (parts[0], parts.count > 1 ? parts[1] : nil) {
      case ("refuse", nil): refuses = true
      case ("hang", nil): hangs = true
      case ("reset", nil): dropShare = 1
      case ("delay", let text?):
        delay = try Self.value(word, "a time such as 200ms, up to ten minutes") {
          Duration(text: text).flatMap { $0 <= .seconds(600) ? $0 : nil }
        }
      case ("status", let text?):
        status = try Self.value(word, "a status from 200 to 599") {
          UInt16(text).flatMap { (200...599).contains($0) ? $0 : nil }
        }
      case ("share", let text?):
        statusShare = try Self.value(word, "the share of the answers that have the status, above 0 to 1") {
          Double(text).flatMap { $0 > 0 && $0 <= 1 ? $0 : nil }
        }
      case ("drop", let text?):
        dropShare = try Self.value(word, "a share from 0 to 1") {
          Double(text).flatMap { (0...1).contains($0) ? $0 : nil }
        }
      case ("clock", let text?):
        clockOffset = try Self.value(
          word, "how far its clock is ahead or behind, such as 5m or -90s, up to a day"
        ) {
          Self.offset(text)
        }
      case ("partition", "all"?): partition = CheckerSelection.all
      case ("partition", let text?):
        partition = try Self.value(
          word,
          "'all', or regions of \(HealthCheckRegion.allCases.map(\.rawValue).joined(separator: ", ")), of which us-east-1/0 is one checker"
        ) {
          let checkers = text.split(separator: ",").map { CheckerSelection(String($0)) }
          return checkers.isEmpty || checkers.contains(nil) ? nil : checkers.compactMap { $0 }
        }
      default: throw Refused(description: "'\(word)' is no fault; expected \(Self.expected)")
      }
    }
    if statusShare < 1, status == nil {
      throw Refused(description: "share says nothing without status: it is of the answers that have that")
    }
  }

  private static let expected =
    "refuse, hang, reset, delay=200ms, status=503, share=0.1, drop=0.3, clock=-5m or partition=us-east-1,eu-west-1"

  /// A time of a day at most, with a sign or without.
  package static func offset(_ text: String) -> Duration? {
    guard let offset = Duration(text: text.hasPrefix("-") ? String(text.dropFirst()) : text),
      offset <= Limits.clockOffset
    else { return nil }
    return text.hasPrefix("-") ? .zero - offset : offset
  }

  private static func value<Value>(_ word: String, _ expected: String, _ parse: () -> Value?) throws(Refused)
    -> Value
  {
    guard let value = parse() else { throw Refused(description: "'\(word)' is wrong; expected \(expected)") }
    return value
  }

  /// The words it was made of.
  package var words: [String] {
    var words: [String] = []
    if refuses { words.append("refuse") }
    if hangs { words.append("hang") }
    if delay > .zero {
      words.append(
        "delay=\(delay.components.seconds * 1_000 + delay.components.attoseconds / 1_000_000_000_000_000)ms")
    }
    if let status { words.append("status=\(status)") }
    if statusShare < 1 { words.append("share=\(statusShare)") }
    if dropShare > 0 { words.append(dropShare == 1 ? "reset" : "drop=\(dropShare)") }
    if clockOffset != .zero {
      let milliseconds = Int64((clockOffset.seconds * 1000).rounded())
      words.append(milliseconds % 1000 == 0 ? "clock=\(milliseconds / 1000)s" : "clock=\(milliseconds)ms")
    }
    if partition == CheckerSelection.all {
      words.append("partition=all")
    } else if !partition.isEmpty {
      words.append("partition=\(partition.map(\.description).joined(separator: ","))")
    }
    return words
  }
}
