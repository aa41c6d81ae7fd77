/// How long objects may be kept.
package enum TTLRule: Hashable, Sendable {
  /// For ever.
  case none
  /// What the request that brings the object in says; by size if it says nothing.
  case fromTrace(else: [SizeBand])
  /// By the object's size: the first row whose bound it is below, in seconds; 0 is for ever.
  case bySize([SizeBand])

  package struct SizeBand: Hashable, Sendable {
    /// Octets; sizes below this take `seconds`.
    package var below: Int
    package var seconds: UInt32

    package init(below: Int, seconds: UInt32) { (self.below, self.seconds) = (below, seconds) }
  }

  package static var fromTrace: TTLRule { .fromTrace(else: []) }

  package static func fixed(seconds: UInt32) -> TTLRule { .bySize([SizeBand(below: .max, seconds: seconds)]) }

  /// Seconds; 0 is for ever.
  @inline(__always)
  func seconds(for request: Request, size: Int) -> UInt32 {
    switch self {
    case .none: 0
    case .fromTrace(let bands): request.ttl != 0 ? request.ttl : Self.seconds(bands, size)
    case .bySize(let bands): Self.seconds(bands, size)
    }
  }

  private static func seconds(_ bands: [SizeBand], _ size: Int) -> UInt32 {
    bands.first { size < $0.below }?.seconds ?? 0
  }
}
