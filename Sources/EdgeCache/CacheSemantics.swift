/// Whose rules a behaviour follows: CloudFront's as its guide states them, or the HTTP standards' (RFC 9110, 9111, 5861,
/// 8246, 9213). Every rule in which the two differ is one of the properties below; `docs/caching.md` lists them.
package enum CacheSemantics: String, Hashable, Sendable, CaseIterable {
  case cloudfront, standard

  /// MinTTL, DefaultTTL and ErrorCachingMinTTL hold against and beside what the origin says, and errors are kept by
  /// lists of status codes. Else a response is kept by RFC 9111 section 3, and where the origin says nothing, for a
  /// lifetime guessed from `Last-Modified`. MaxTTL bounds both.
  var imposesTTLs: Bool { self == .cloudfront }
  /// An expired copy stands in for a failing origin unless `stale-if-error=0`, whatever else the origin said. Else
  /// `must-revalidate` and its kin forbid it, and 500...599 calls for `stale-if-error`.
  var servesStaleUnasked: Bool { self == .cloudfront }
  /// `Cache-Control` of a viewer counts (RFC 9111 section 5.2.1).
  var heedsViewers: Bool { self == .standard }
  /// `CDN-Cache-Control` goes before `Cache-Control` and `Expires` (RFC 9213).
  var readsTargetedFields: Bool { self == .standard }
  /// Requests that differ in what `Vary` names have copies of their own (RFC 9111 section 4.1). Else the cache policy
  /// alone says what makes variants, and `Vary` is reduced to that.
  var makesVariants: Bool { self == .standard }
  /// A successful unsafe request makes copies of its target invalid (RFC 9111 section 4.4).
  var invalidates: Bool { self == .standard }
  /// Fields and methods pass as sent but for those of one connection: `Authorization`, `Accept` ... to the origin,
  /// `Set-Cookie` to viewers. Else CloudFront's lists and policies choose.
  var isTransparent: Bool { self == .standard }
  /// A 200 to HEAD updates the copy it describes (RFC 9111 section 4.3.5).
  var updatesFromHEAD: Bool { self == .standard }
  /// Several ranges of a request are joined where they overlap. Else only ascending ones that do not are honoured.
  var coalescesRanges: Bool { self == .standard }
  /// `no-transform` of an origin keeps its content as it is (RFC 9110 section 7.7); not among what CloudFront reads.
  var heedsNoTransform: Bool { self == .standard }
  /// Answers have `Cache-Status`, unless the behaviour says otherwise.
  var writesCacheStatus: Bool { self == .standard }
}
