import Primitives

/// What one probe saw. Times are as measured; whether they are good enough is for ``HealthCheckConfig/failure(of:)``.
package struct ProbeOutcome: Hashable, Sendable {
  /// What ended the probe, if it was not the end of what there was to see.
  package var failure: ProbeFailure?
  /// Of the response; 0 where none came.
  package var status: UInt16 = 0
  package var foundSearchString = false
  /// The address that was asked.
  package var address: IPAddress?
  private var connectMicroseconds = UInt32.max
  private var handshakeMicroseconds = UInt32.max
  private var firstByteMicroseconds = UInt32.max

  package init(failure: ProbeFailure? = nil) { self.failure = failure }

  /// A probe that found what HTTP checks hope for: for tests and simulations.
  package static func answered(
    status: UInt16 = 200, connectedAfter: Duration = .zero, firstByteAfter: Duration = .zero,
    foundSearchString: Bool = false
  ) -> ProbeOutcome {
    var outcome = ProbeOutcome()
    (outcome.status, outcome.foundSearchString) = (status, foundSearchString)
    (outcome.connectedAfter, outcome.firstByteAfter) = (connectedAfter, firstByteAfter)
    return outcome
  }

  /// From the start to the TCP connection.
  package var connectedAfter: Duration? {
    get { Self.duration(connectMicroseconds) }
    set { connectMicroseconds = Self.microseconds(newValue) }
  }

  /// What the TLS handshake took.
  package var handshakeTook: Duration? {
    get { Self.duration(handshakeMicroseconds) }
    set { handshakeMicroseconds = Self.microseconds(newValue) }
  }

  /// From the connection (TCP and TLS) to the status line.
  package var firstByteAfter: Duration? {
    get { Self.duration(firstByteMicroseconds) }
    set { firstByteMicroseconds = Self.microseconds(newValue) }
  }

  private static func duration(_ microseconds: UInt32) -> Duration? {
    microseconds == .max ? nil : .microseconds(Int64(microseconds))
  }

  private static func microseconds(_ duration: Duration?) -> UInt32 {
    guard let duration else { return .max }
    let (seconds, attoseconds) = duration.components
    guard seconds < 4_000 else { return .max - 1 }
    return UInt32(max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
  }
}

/// Why a probe failed.
package enum ProbeFailure: Hashable, Sendable {
  /// The endpoint is a built-in origin of a lab that runs none.
  case originNotRunning
  case dnsResolutionFailed, connectionRefused, connectionTimedOut, connectionFailed, handshakeFailed
  case responseTimedOut, connectionClosed, invalidResponse, headTooLong
  /// Neither 2xx nor 3xx.
  case statusCode(UInt16)
  case bodyTimedOut, searchStringNotFound

  package var text: String {
    switch self {
    case .originNotRunning: "Built-in origin not running (it needs --http)"
    case .dnsResolutionFailed: "DNS resolution failed"
    case .connectionRefused: "Connection refused"
    case .connectionTimedOut: "Connection timed out"
    case .connectionFailed: "Connection failed"
    case .handshakeFailed: "TLS handshake failed"
    case .responseTimedOut: "Response timed out"
    case .connectionClosed: "Connection closed before the response"
    case .invalidResponse: "Invalid response"
    case .headTooLong: "Response header is longer than \(Limits.responseHeadBytes) octets"
    case .statusCode(let status): "HTTP Status Code: \(status)"
    case .bodyTimedOut: "Response body timed out"
    case .searchStringNotFound: "Search string not found in the first \(Limits.searchedBytes) octets"
    }
  }
}

extension HealthCheckConfig {
  /// Why a probe of this check with such an outcome counts as failed; nil if it passed (Route 53 Developer Guide,
  /// "How Amazon Route 53 determines whether a health check is healthy").
  ///
  /// 3xx is as good as 2xx, and is not followed.
  package func failure(of outcome: ProbeOutcome) -> ProbeFailure? {
    if let failure = outcome.failure { return failure }
    guard let connected = outcome.connectedAfter else { return .connectionFailed }
    if connected > connectLimit { return .connectionTimedOut }
    if type == .tcp { return nil }
    guard let answered = outcome.firstByteAfter, answered <= Limits.status else { return .responseTimedOut }
    guard (200..<400).contains(outcome.status) else { return .statusCode(outcome.status) }
    return type.searchesBody && !outcome.foundSearchString ? .searchStringNotFound : nil
  }
}

/// One result of one checker, as GetHealthCheckStatus reports it.
package struct ProbeObservation: Hashable, Sendable {
  package var checkedAt: Instant
  package var outcome: ProbeOutcome
  package var failure: ProbeFailure?

  package init(checkedAt: Instant, outcome: ProbeOutcome, failure: ProbeFailure?) {
    (self.checkedAt, self.outcome, self.failure) = (checkedAt, outcome, failure)
  }

  /// `Success: HTTP Status Code: 200. Resolved IP: 192.0.2.1. OK`
  package var text: String {
    let status = outcome.status > 0 ? "HTTP Status Code: \(outcome.status)" : ""
    let address = outcome.address.map { "Resolved IP: \($0)" } ?? ""
    let reason =
      switch failure {
      case nil: outcome.status > 0 ? "OK" : "Connection established"
      case .statusCode: ""
      case let failure?: failure.text
      }
    let parts = [status, address, reason].filter { !$0.isEmpty }
    return (failure == nil ? "Success: " : "Failure: ") + parts.joined(separator: ". ")
  }
}
