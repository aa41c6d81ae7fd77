/// Who stays in a cache of bounded size, and who leaves.
///
/// A policy knows objects by **slot**: a small number the owner of the table hands out, the same table position that
/// leads from a key to the object (`SlotTable`). So a policy is a few flat arrays indexed by slot, has no table of its
/// own for cached objects, and serves the live store and the replay of a trace alike. Policies that remember objects
/// after they left (ghosts) remember them by `CacheRequest.id`.
///
/// The owner asks about every request, in this order:
///
/// ```
/// found in the table ──▶ hit(slot, request)
/// not found ──▶ take an unused slot ──▶ miss(slot, request) ──▶ true: it is cached now
///                                                          └──▶ false: the slot is unused again
/// ```
///
/// after each of which the slots appended to `evicted`, in the order they left, are out of the policy: the owner
/// takes them out of its table and may hand them out again. Both may evict: segmented policies push objects out on
/// hits, the one that was hit among them. A newcomer turned away, at the door or because it left at once, is
/// reported by `false` only.
///
/// Sizes are in the owner's unit, octets or 1 each, and stay what they were when the object came in (LHD alone takes
/// a new size from a hit). A call touches no memory but the policy's arrays and `evicted`; both grow to the number of
/// objects and are then reused. Generic code gets each policy specialised (`PolicySpecification.withPolicy`); a store
/// that picks one at run time holds `any EvictionPolicy`.
public protocol EvictionPolicy: Sendable {
  /// Octets or objects.
  var capacity: Int { get }
  /// Sum of the sizes of the cached objects; never over `capacity` after a miss.
  var occupied: Int { get }

  /// What the owner puts in by `miss` before the first request, uncounted: the content of a static cache. Its requests
  /// have the number 0.
  var initialContent: [CacheRequest] { get }

  /// The slot that would leave next, of policies that can tell without changing anything.
  var nextVictim: UInt32? { get }

  /// The object in `slot` was asked for.
  mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32])

  /// An object that is not cached was asked for: decides whether it enters, and makes room.
  ///
  /// - Parameter slot: not in use by any cached object. Slots are dense: no higher than the number of objects ever
  ///   cached at once.
  mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool

  /// Another capacity; what does not fit any more leaves as the policy has it.
  mutating func resize(to capacity: Int, evicted: inout [UInt32])

  /// The owner takes the object in `slot` away (invalidated, expired, replaced). Leaves no ghost.
  mutating func remove(_ slot: UInt32)
}

extension EvictionPolicy {
  public var initialContent: [CacheRequest] { [] }
  public var nextVictim: UInt32? { nil }
}
