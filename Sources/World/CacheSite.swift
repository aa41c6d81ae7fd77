import EdgeCache
import Eviction

/// A cache of the edge: a point of presence, or the regional cache of a region of AWS, whose code is then its id.
package struct CacheSite: Hashable, Sendable {
  package var id: String
  /// Octets.
  package var capacity: Int
  package var eviction: PolicySpecification
  /// The region of the regional cache that a point of presence asks; nil: origins themselves.
  package var regionalCache: String?

  package init(id: String, capacity: Int, eviction: PolicySpecification, regionalCache: String? = nil) {
    (self.id, self.capacity, self.eviction, self.regionalCache) = (id, capacity, eviction, regionalCache)
  }
}
