import HTTPCaching
import Primitives

/// What may be done with a stored response for a request (RFC 9111 section 4).
enum CopyUse: Equatable {
  case asIs(ResultReason)
  /// Answered at once, and the origin asked behind it (RFC 5861 section 3).
  case whileRevalidated
  /// The origin is asked first.
  case onceConfirmed(ResultReason)

  /// - Parameter wishes: the viewer's directives, where they count (RFC 9111 section 5.2.1).
  init(of copy: StoredResponse, wishes: CacheControl?, at now: Instant) {
    if let wishes, Self.refuses(wishes, copy, at: now) {
      self = .onceConfirmed(.requestDirective)
    } else if copy.isFresh(at: now) {
      self = .asIs(.fresh)
    } else if now < copy.heldUntil, copy.isUsableOnError(at: now) {
      self = .asIs(.staleOnError)
    } else if copy.isUsableWhileRevalidated(at: now) {
      self = .whileRevalidated
    } else if let accepted = wishes?.maxStale, !copy.forbidsStale,
      -copy.secondsLeft(at: now) <= accepted
    {
      self = .asIs(.staleAccepted)
    } else {
      self = .onceConfirmed(.notStored)
    }
  }

  private static func refuses(_ wishes: CacheControl, _ copy: StoredResponse, at now: Instant) -> Bool {
    if !wishes.directives.isDisjoint(with: [.noCache, .noStore]) { return true }
    if let least = wishes.minFresh, copy.secondsLeft(at: now) < least { return true }
    guard let oldest = wishes.maxAge, copy.age(at: now) > oldest else { return false }
    // RFC 8246 section 2: what will not change while it is fresh need not be asked for again.
    return !(copy.isImmutable && copy.isFresh(at: now))
  }
}
