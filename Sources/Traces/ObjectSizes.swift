import Primitives

/// How large objects are, by what they are.
package enum ObjectSizes: Hashable, Sendable {
  case fixed(Int)
  /// Pages, scripts and images.
  case web
  /// Segments of 1, 2, 3 or 4 MB.
  case video
  /// Pareto 1.1 from 1 MB, cut at 2 GB.
  case download
  /// Web, and one object in twenty each of the others.
  case mixed

  package init?(_ text: String) {
    switch text {
    case "web": self = .web
    case "video": self = .video
    case "download": self = .download
    case "mixed": self = .mixed
    default:
      guard case .absolute(let size) = CacheSize(text) else { return nil }
      self = .fixed(size)
    }
  }

  /// The same for the same object.
  func size(of id: UInt64, seed: UInt64) -> Int {
    if case .fixed(let size) = self { return size }
    var random = RandomStream(seed: seed, kind: "size", number: Int(truncatingIfNeeded: id))
    switch self {
    case .fixed(let size): return size
    case .web: return Self.web(&random)
    case .video: return Self.video(&random)
    case .download: return Self.download(&random)
    case .mixed:
      let kind = random.below(20)
      return kind == 0 ? Self.video(&random) : kind == 1 ? Self.download(&random) : Self.web(&random)
    }
  }

  /// One page in ten (20 KB), three scripts or styles (30 KB), six images (median 15 KB, widely spread).
  private static func web(_ random: inout RandomStream) -> Int {
    let kind = random.below(10)
    let size =
      switch kind {
      case 0: random.lognormal(median: 20_000, sigma: 0.5)
      case 1...3: random.lognormal(median: 30_000, sigma: 0.8)
      default: random.lognormal(median: 15_000, sigma: 1.4)
      }
    return max(43, Int(min(size, 100e6)))
  }

  private static func video(_ random: inout RandomStream) -> Int { (1 + random.below(4)) * 1_000_000 }

  private static func download(_ random: inout RandomStream) -> Int {
    Int(min(1e6 * Elementary.exponential(random.exponential(mean: 1 / 1.1)), 2e9))
  }
}
