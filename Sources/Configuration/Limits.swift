/// Bounds of the configuration, with their reasons. Those of CloudFront are its quotas and the API's own ranges.
package enum Limits {
  /// Octets of one file: far above any real distribution, and a mistaken path to a disk image still ends in an error.
  package static let fileBytes = 16 << 20
  /// Levels of lists and maps: `DistributionConfig` has nine.
  package static let nesting = 64
  /// Values of one file, those of aliases counted each time: some lines of aliases could stand for more than memory holds.
  package static let values = 1 << 20
  /// Networks of clients.yaml: a place for every /16 of 10.0.0.0/8, many times over.
  package static let clientNetworks = 10_000
  package static let cacheBehaviors = 75
  package static let origins = 100
  package static let aliases = 100
  /// CIDR collections of one account, CIDR blocks of one collection (Route 53 Developer Guide, "Quotas").
  package static let cidrCollections = 5
  package static let cidrBlocks = 1_000
  /// `CollectionName` and `LocationName` (Route 53 API).
  package static let cidrCollectionNameLength = 64
  package static let cidrLocationNameLength = 16
  /// Widest and longest blocks of IP-based routing, by family (Route 53 API).
  package static let cidrBitsV4 = 1...24
  package static let cidrBitsV6 = 1...48
  package static let pathPatternLength = 255
  package static let originGroups = 10
  package static let keyGroupsOfBehavior = 4
  package static let keysInKeyGroup = 5
  package static let namesInPolicyPart = 10
  /// Quotas and ranges of AWS WAF.
  static let addressesOfIPSet = 10_000
  static let headersOfCustomResponse = 10
  static let rateLimit = 10...2_000_000_000
  package static let namesLengthInPolicy = 1_024
  package static let headersInResponseHeadersPolicy = 10
  package static let contentSecurityPolicyLength = 1_783
  package static let customHeaders = 10
  package static let customHeaderNameLength = 256
  package static let customHeaderValueLength = 1_783
  /// 100 years, the longest max-age CloudFront honours.
  package static let ttlSeconds = 3_153_600_000
  /// Objects of a distribution's static content, loads begun in a second, and octets of a target (CloudFront's own limit).
  static let staticTargets = 100_000
  static let staticRate = 10_000
  static let staticTargetLength = 8_192
  /// Octets of an access log that is read for what is requested most: some million lines.
  static let accessLogBytes = 1 << 30
  /// Octets of a generated body: one more than CloudFront would cache leaves room to test that.
  package static let generatedBodyBytes = 64 << 30
  /// Octets of an object store, all versions: it is memory.
  static let storeBytes = 1 << 30
  /// Seconds of a film and of its segments; a playlist then has 86,400 lines at most.
  static let filmSeconds = 86_400
  static let segmentSeconds = 60
  /// Bits a second: from speech to twice that of an 8K film.
  static let videoBandwidth = 8_000...200_000_000
  /// Targets of a load balancer, and their weights: a target group of ELB has 1,000 of either; each choice looks at all.
  static let targets = 1_000
  static let targetWeight = 1_000
  /// The longest slow start of ELB.
  static let slowStart = Duration.seconds(900)
  /// Characters of a HealthCheckId, as the API has it.
  package static let healthCheckIDLength = 64
  /// Characters of `Logging.Prefix`, as the API has it.
  static let logPrefixLength = 256
  /// Octets of a file of alarms, which is read whole whenever it changes: ten thousand alarms.
  static let alarmFileBytes = 1 << 20
  /// Alarms that a Prometheus server is asked for, a request each; enough for a lab, and no storm.
  static let metricAlarms = 100
  /// Seconds from one question to the next: CloudWatch's periods are minutes, a lab has less time.
  static let periodSeconds = 1...86_400
  /// The largest value an alarm is compared with, either way: doubles are exact to there.
  static let threshold = 9_007_199_254_740_992.0
  /// How much faster than in life the intervals of health checks may pass: 30 s become 30 ms.
  package static let timeScale = 0.01...1_000.0
  /// Octets of a disk's file: below them it would hold no objects to speak of.
  package static let smallestDisk = 1 << 20
  /// Octets of an object on a disk: less than a block of the file.
  package static let smallestDiskObject = 4 << 10
  /// The same where nothing is said: what memory keeps in one piece with its head is better off there.
  package static let minimumObjectSize = 64 << 10
}
