import Primitives

/// What is known of a response beside its octets: 72 octets, for there may be millions of them.
struct StoredFacts {
  /// Nil for most.
  var extras: StoredExtras?
  /// Of the key, once `isKeyed`.
  var hash: UInt64 = 0
  var responseTime: Instant
  var freshUntil: Instant
  /// Once `isInStore`.
  var slot: UInt32 = 0
  /// Seconds; saturated, as all of these: 136 years.
  var initialAge: UInt32
  var staleWhileRevalidate: UInt32
  var staleIfError: UInt32
  var staleIfUnreachable: UInt32
  // The octets: key, head, body, one behind the other.
  var keyCount: UInt32 = 0
  var headCount: UInt32 = 0
  var bodyCount: UInt32 = 0
  /// In the head: where the lines end that a 304 has, too. They begin with the second line.
  var sharedLinesEnd: UInt32 = 0
  var status: UInt16
  var marks: Marks = []

  struct Marks: OptionSet {
    let rawValue: UInt16

    static let isKeyed = Marks(rawValue: 1 << 0)
    static let isInStore = Marks(rawValue: 1 << 1)
    static let hasLifetime = Marks(rawValue: 1 << 2)
    static let mayRevalidate = Marks(rawValue: 1 << 3)
    static let forbidsStale = Marks(rawValue: 1 << 4)
    static let isImmutable = Marks(rawValue: 1 << 5)
    static let hasAge = Marks(rawValue: 1 << 6)
    static let hasValidator = Marks(rawValue: 1 << 7)
    static let forwardsCookies = Marks(rawValue: 1 << 8)
    static let coalescesRanges = Marks(rawValue: 1 << 9)
    /// The body stands behind the head, or is counted only.
    static let holdsBody = Marks(rawValue: 1 << 10)
    static let countsBody = Marks(rawValue: 1 << 11)
    /// When the head was written the length was not known.
    static let lacksLength = Marks(rawValue: 1 << 12)
    /// The edge has applied it to what the origin sent.
    static let isGzip = Marks(rawValue: 1 << 13)
    static let isBrotli = Marks(rawValue: 1 << 14)
    /// Static content (`StaticContent`).
    static let isStatic = Marks(rawValue: 1 << 15)
  }

  init(status: UInt16, decision: StoreDecision, initialAge: Int64, now: Instant) {
    func saturated(_ seconds: Int64) -> UInt32 { UInt32(clamping: seconds) }
    self.status = status
    (responseTime, self.initialAge) = (now, saturated(initialAge))
    freshUntil = now.advanced(bySeconds: decision.lifetime ?? 0)
    staleWhileRevalidate = saturated(decision.staleWhileRevalidate)
    staleIfError = saturated(decision.staleIfError)
    staleIfUnreachable = saturated(decision.staleIfUnreachable)
    set(.hasLifetime, decision.lifetime != nil)
    set(.mayRevalidate, decision.mayRevalidate)
    set(.forbidsStale, decision.forbidsStale)
    set(.isImmutable, decision.isImmutable)
  }

  init(
    status: UInt16, marks: Marks, responseTime: Instant, freshUntil: Instant, initialAge: UInt32,
    staleWhileRevalidate: UInt32, staleIfError: UInt32, staleIfUnreachable: UInt32
  ) {
    (self.status, self.marks, self.initialAge) = (status, marks, initialAge)
    (self.responseTime, self.freshUntil) = (responseTime, freshUntil)
    (self.staleWhileRevalidate, self.staleIfError) = (staleWhileRevalidate, staleIfError)
    self.staleIfUnreachable = staleIfUnreachable
  }

  mutating func set(_ mark: Marks, _ isSet: Bool) {
    if isSet { marks.insert(mark) } else { marks.remove(mark) }
  }
}
