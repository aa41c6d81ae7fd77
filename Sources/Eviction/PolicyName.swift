/// The policies, by the names libCacheSim gives them.
public enum PolicyName: String, CaseIterable, Sendable {
  case fifo, lru, mru, random, clock, lfu, lfuda, lruk, slru, twoq, gdsf, arc, lirs, lecar, hyperbolic, lhd
  case sieve, s3fifo, qdlp, wtinylfu
  case belady, beladysize
  case `static`, split

  /// One line for a list of policies.
  public var summary: String {
    switch self {
    case .fifo: "first in, first out"
    case .lru: "least recently used"
    case .mru: "most recently used"
    case .random: "whoever is drawn"
    case .clock: "FIFO in which objects asked for get another round"
    case .lfu: "least frequently used since it came in"
    case .lfuda: "LFU with dynamic ageing"
    case .lruk: "the K-th last request longest ago"
    case .slru: "LRU in segments; a hit climbs one"
    case .twoq: "a FIFO for newcomers before the LRU"
    case .gdsf: "greedy dual by size and frequency"
    case .arc: "once and often, the border moved by ghosts"
    case .lirs: "low inter-reference recency set"
    case .lecar: "LRU or LFU, by weights learnt from mistakes"
    case .hyperbolic: "fewest requests a unit of time, of a few drawn"
    case .lhd: "least hit density, of a few drawn"
    case .sieve: "FIFO with a hand that spares what was asked for"
    case .s3fifo: "a small FIFO before a clock, and ghosts"
    case .qdlp: "a small FIFO before a clock with counts, and ghosts"
    case .wtinylfu: "a window, then SLRU behind a filter by frequency"
    case .belady: "the one asked for farthest in the future; needs to know it"
    case .beladysize: "the largest and farthest in the future, of a few drawn; needs to know it"
    case .static: "content chosen beforehand, never evicted; needs a training window or a list"
    case .split: "a part for content chosen beforehand, the rest for another policy"
    }
  }

  /// Other names in use.
  public var aliases: [String] {
    switch self {
    case .clock: ["fiforeinsertion", "secondchance"]
    case .slru: ["s4lru"]
    case .twoq: ["2q"]
    case .wtinylfu: ["tinylfu"]
    default: []
    }
  }

  /// Draws numbers: another seed, another run.
  public var drawsNumbers: Bool {
    switch self {
    case .random, .lecar, .hyperbolic, .lhd, .beladysize: true
    default: false
    }
  }

  /// Wants to be told when each object is asked for again.
  public var knowsFuture: Bool { self == .belady || self == .beladysize }

  public var parameters: [PolicyParameter] {
    switch self {
    case .clock: [.whole("bits", 1, 1...8, "of each object's count")]
    case .lruk: [.whole("k", 2, 1...255, "requests looked back")]
    case .slru: [.whole("segments", 4, 1...16, "of equal size")]
    case .twoq:
      [
        .share("a1in", 0.25, "share of the queue of newcomers"),
        .number("a1out", 0.5, 0...10, "what is remembered, in caches"),
      ]
    case .lirs:
      [
        .share("hir", 0.01, "share of the queue of newcomers"),
        .whole(
          "counted", 0, 0...1, "1 counts every object; libCacheSim loses count of some when sizes differ"),
      ]
    case .lecar:
      [
        .number("rate", 0.45, 0...10, "of learning"),
        .share("discount", 0.005, "of a mistake as many requests old as the cache has units"),
      ]
    case .hyperbolic: [.whole("samples", 64, 1...65536, "objects drawn for each that leaves")]
    case .s3fifo:
      [
        .share("small", 0.1, "share of the queue of newcomers"),
        .number("ghost", 0.9, 0...10, "what is remembered, in caches"),
        .whole("threshold", 2, 1...255, "hits that lead to the main queue"),
      ]
    case .qdlp:
      [
        .share("fifo", 0.1, "share of the queue of newcomers"),
        .number("ghost", 0.9, 0...10, "what is remembered, in caches"),
        .whole("bits", 2, 1...8, "of each object's count"),
      ]
    case .wtinylfu: [.share("window", 0.01, "share of the queue of newcomers")]
    case .beladysize: [.whole("samples", 128, 1...65536, "objects drawn for each that leaves")]
    case .static: [.contentOrder]
    case .split:
      [
        .share("static", 0.5, "share of the content chosen beforehand"), .contentOrder,
        .word("policy", PolicyName.online.map(\.rawValue), "of the rest"),
      ]
    default: []
    }
  }

  /// Those that need to know nothing beforehand, LRU first.
  static let online: [PolicyName] =
    [.lru] + allCases.filter { ![.lru, .belady, .beladysize, .static, .split].contains($0) }
}

extension PolicyParameter {
  fileprivate static let contentOrder = word(
    "by", StaticContent.Order.allCases.map(\.rawValue), "what is chosen first")
}
