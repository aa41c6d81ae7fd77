import Primitives
import Routing

/// How a server answers where the RFCs leave a choice; the same value for all workers.
package struct AnswerSettings: Sendable {
  /// What QTYPE ANY gets (RFC 8482).
  package enum AnyPolicy: String, Sendable, BitwiseCopyable, CaseIterable {
    /// One RRset, over UDP and TCP (section 4.1).
    case oneSet = "one-set"
    /// One RRset over UDP, where answers are forged and amplified; all of them over TCP (section 4.4).
    case allOverTCP = "all-over-tcp"
  }

  /// DNS cookies (RFC 7873, RFC 9018).
  package enum CookiePolicy: String, Sendable, BitwiseCopyable, CaseIterable {
    /// The option is not known.
    case off
    /// Whoever sends a client cookie gets a server cookie.
    case offered
    /// Besides, a client that has cookies must send a good one over UDP, else BADCOOKIE.
    case required
  }

  package var any = AnyPolicy.allOverTCP
  package var cookies = CookiePolicy.off
  /// The key of server cookies; the same on all servers behind one address (RFC 9018 section 3).
  package var cookieSecret = CookieSecret(0, 0)
  /// What NSID (RFC 5001) and `id.server.` CH TXT (RFC 4892) say; empty: nothing, and REFUSED.
  package var identifier: [UInt8] = []
  /// What `version.bind.` and `version.server.` CH TXT say; empty: REFUSED.
  package var version: [UInt8] = []
  /// What the keepalive option says over TCP, in units of 100 milliseconds (RFC 7828); nil: the option is not known.
  package var keepaliveDeciseconds: UInt16?
  /// Tell why a query was refused (RFC 8914).
  package var sendsExtendedErrors = true
  /// Tell how a routed answer came about (RFC 8914 code 0 with text): for those who try policies out.
  package var explains = false
  package var routing = RoutingSettings()

  package init() {}
}
