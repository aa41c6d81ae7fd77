/// Where a cache stands between viewers and origins.
///
/// ```
///  viewers ──▶ edge ──▶ regional ──▶ regional, as Origin Shield ──▶ origin
/// ```
package enum CacheTier: Hashable, Sendable {
  /// A point of presence. `regionalCache`: the region of the regional edge cache that its misses go to; nil for none.
  case edge(regionalCache: String?)
  /// A regional edge cache, by its region of AWS. For origins whose Origin Shield is in that region it is that, too.
  case regional(region: String)

  /// As what a cache answers a request.
  package enum Role: String, Hashable, Sendable, CaseIterable {
    case edge, regional
    case originShield = "origin-shield"
  }
}

/// The cache that a fetch asks in place of the origin.
package struct UpperTier: Hashable, Sendable, CustomStringConvertible {
  /// `regional` or `originShield`.
  package let role: CacheTier.Role
  /// Of the cache.
  package let region: String

  package var description: String {
    "\(role == .originShield ? "Origin Shield" : "regional cache") \(region)"
  }
}

extension CacheTier {
  /// How often every cache must have been told of an invalidation until no tier can have an old copy any more.
  ///
  /// Caches are told in no particular order, so one that is clean may still be handed an old copy by the next. After the
  /// first round none is left where the origin itself is asked, which cannot get one again; after the second, none where
  /// those are asked; after the third, none at the edge.
  package static let invalidationRounds = Role.allCases.count
}

extension CacheTier {
  package var isRegional: Bool {
    if case .regional = self { true } else { false }
  }
}
