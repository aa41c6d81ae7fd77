import Health
import HTTPWire

/// What a checker sends, made once for each check.
struct ProbeRequest {
  let config: HealthCheckConfig
  let target: HealthPlan.Target
  /// Empty for TCP.
  let octets: [UInt8]

  /// The request as Route 53's checkers send it (seen in public access logs).
  init(_ check: HealthCheck, target: HealthPlan.Target) {
    (config, self.target) = (check.config, target)
    guard config.type != .tcp else {
      octets = []
      return
    }
    octets = Array(
      """
      GET \(config.path) HTTP/1.1\r
      Host: \(config.host)\r
      Connection: close\r
      User-Agent: Amazon-Route53-Health-Check-Service (ref \(check.id); report http://amzn.to/1vsZADi)\r
      Accept-Encoding: identity,gzip,deflate\r
      \r\n
      """.utf8)
  }
}
