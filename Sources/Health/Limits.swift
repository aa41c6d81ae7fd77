/// Every bound of this target, with its reason. Those of Route 53 are its API's own ranges and quotas.
package enum Limits {
  /// Characters of a domain name, path and string to search for (API HealthCheckConfig).
  package static let domainNameLength = 255
  package static let resourcePathLength = 255
  package static let searchStringLength = 255
  /// Consecutive results that turn a checker.
  package static let failureThreshold = 1...10
  /// The fewest regions that may be chosen.
  package static let regions = 3
  /// Children of a calculated check: the quota; the API's model would allow one more.
  package static let children = 255
  /// Healthy children asked for: above their number is legal and means never healthy.
  package static let healthThreshold = 0...256
  /// Octets of a response body in which the string must lie wholly.
  package static let searchedBytes = 5_120
  /// Octets of the head of a response (Route 53 quotas).
  package static let responseHeadBytes = 16_384
  /// An endpoint is healthy while more than this share of its checkers say so, in percent.
  package static let quorumPercent = 18
  /// Checkers in each region: eight regions of two explain the request every two seconds that an endpoint sees at an
  /// interval of 30 s.
  package static let checkersPerRegion = 2
  /// Changes of status that are remembered, over all checks: days of an ordinary lab, 200 kB at most.
  package static let history = 1_000

  /// How long a TCP check may take to connect.
  package static let tcpConnect = Duration.seconds(10)
  /// How long an HTTP or HTTPS check may take to connect.
  package static let httpConnect = Duration.seconds(4)
  /// From there to the status line.
  package static let status = Duration.seconds(2)
  /// From there to the string that is searched for.
  package static let body = Duration.seconds(2)
}
