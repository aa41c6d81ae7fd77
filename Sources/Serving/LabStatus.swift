import EdgeCache
import FoundationEssentials

/// The lab's state at one moment: what `/status`, `/metrics` and the closing table show.
struct LabStatus: Codable, Sendable {
  struct Listener: Codable, Sendable {
    /// `dns`, `http`, `origin` or `admin`.
    var service: String
    /// `udp`, `tcp` or `tls`.
    var transport: String
    var address: String
    /// The PoP or origin that listens there.
    var name: String?
  }

  struct ZoneStatus: Codable, Sendable {
    var name: String
    var serial: UInt32
    var records: Int
  }

  struct PopStatus: Codable, Sendable {
    var id: String
    var city: String
    var objects: Int
    var bytes: Int
    var capacity: Int
    var evictions: Int
    /// `edge`, or `regional`: a regional cache, by its region.
    var tier = CacheTier.Role.edge.rawValue
    /// Where it has one.
    var disk: DiskStatus?
  }

  /// Requests that ended with one result, for a distribution, behaviour and PoP or regional cache.
  struct RequestCount: Codable, Sendable {
    var distribution: String
    var behavior: String
    var pop: String
    /// As in `x-edge-result-type`.
    var result: String
    var requests: Int
    var bytes: Int
    /// Of them, those whose method is not cached.
    var uncacheable = 0
    var uncacheableBytes = 0
    /// As what it was asked: `edge`, `regional` or `origin-shield`.
    var tier = CacheTier.Role.edge.rawValue
    /// Of them, those that a cache nearer to the origin answered: hits of the edge as a whole, and misses of this cache.
    var fromAbove = 0
    var fromAboveBytes = 0
    /// Of them, those on static content.
    var ofStatic = 0
    var ofStaticBytes = 0
  }

  /// Requests that a rule of a web ACL has decided, or counted.
  struct WebACLRuleCount: Codable, Sendable {
    var webACL: String
    var rule: String
    /// `Allow`, `Block` or `Count`
    var action: String
    var pop: String
    var requests: Int
  }

  /// TLS handshakes of viewers.
  struct TLSCount: Codable, Sendable {
    var pop: String
    /// `TLSv1.3`
    var handshakes: [String: Int]
    var failures: Int
  }

  struct OriginCount: Codable, Sendable {
    var distribution: String
    var pop: String
    var requests: Int
    var bytes: Int
    /// Requests to the secondary of an origin group.
    var failovers: Int
  }

  struct QueryCount: Codable, Sendable {
    var zone: String
    var type: String
    var rcode: String
    var transport: String
    var queries: Int
  }

  /// The three definitions of CloudFront, which do not agree (docs/logs.md).
  struct HitRatio: Codable, Sendable {
    var distribution: String?
    var behavior: String?
    var pop: String?
    /// Nil: what viewers got of the edge as a whole. Else what the caches of one tier had themselves.
    var tier: String?
    var requests: Int
    var bytes: Int
    /// `CacheHitRate` of CloudWatch: hits of hits and misses; nil before the first. RefreshHit counts as a hit: the viewer did
    /// not wait for a body from the origin. Errors, redirects and methods that are not cached count as neither.
    var byRequests: Double?
    /// The same by the bytes sent.
    var byBytes: Double?
    /// Shares of all requests, as the console's cache statistics have them: RefreshHit and Redirect are none of the three.
    var hits: Double?
    /// Of all requests, those answered from static content, and from what requests have brought; nil where nothing is static.
    var staticHits: Double?
    var dynamicHits: Double?
    var misses: Double?
    var errors: Double?
    /// The share of the bytes sent that did not come with a Miss.
    var bytesNotFromMisses: Double?
  }

  /// What it was when the configuration was last read.
  var seed: UInt64
  var listeners: [Listener]
  var zones: [ZoneStatus]
  var secondaries: [SecondaryStatus] = []
  var pops: [PopStatus]
  var hitRatios: [HitRatio] = []
  /// Of viewers.
  var requests: [RequestCount]
  /// Of caches of the edge, to regional caches and Origin Shields.
  var tierRequests: [RequestCount] = []
  var origins: [OriginCount]
  var webACLRules: [WebACLRuleCount] = []
  var tls: [TLSCount] = []
  var originServers: [OriginServerStatus] = []
  var queries: [QueryCount]
  var operations = DNSOperations()
  var notifications = NotificationCounts()
  var queryLogLinesLost = 0
  var accessLogLinesLost = 0
  var healthChecks: [HealthCheckStatus] = []
  var staticContent: [StaticContentStatus] = []

  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in the type can fail to encode: no floating-point infinities, no custom coding.
    let data = (try? encoder.encode(self)) ?? Data("{}".utf8)
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
