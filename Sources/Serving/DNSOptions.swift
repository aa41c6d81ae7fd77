import Authority
import RateLimiting

/// How the DNS server treats its clients; what it answers is the catalog's.
package struct DNSOptions: Sendable {
  /// Nil: nothing is logged.
  package var queryLog: QueryLogOptions?
  /// Nil: UDP answers are not limited. The limit is that of the whole server.
  package var rateLimit: ResponseRateLimiter.Settings?
  package var streams = StreamLimits()
  package var answers = AnswerSettings()
  /// Nil: no DNS over TLS.
  package var tls: DNSOverTLSOptions?

  package init() {}
}
