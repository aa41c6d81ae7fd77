import EdgeCache
import EventLoop
import Eviction
import Replaying
import Reports
import Traces

// What the options of `edgesim replay` mean.

extension ReplayCommand {
  func replayPlan() throws -> ReplayPlan {
    let hierarchies = try fetching.hierarchies()
    let split = try fetching.requestSplit()
    guard hierarchies.isEmpty == false || fetching.split == nil else {
      throw TraceError("--split: only with --tiers or --edge-config")
    }
    // Who asks for tiers alone gets tiers alone.
    let isAlone = !hierarchies.isEmpty && policy == nil && size == nil
    return ReplayPlan(
      policies: isAlone ? [] : try PolicySpecification.list(parsing: policy ?? "lru"),
      sizes: isAlone ? [] : try sizesGiven(size ?? "0.1%,1%,10%"), hierarchies: hierarchies, split: split,
      names: try traceNames(), options: try replayOptions())
  }

  private func replayOptions() throws -> Replayer.Options {
    var options = Replayer.Options()
    options.threads = threads ?? processorCount
    guard let sample = SpatialSample(rate: sample) else {
      throw TraceError("--sample is a share over 0, at most 1")
    }
    if let threads, !(1...256).contains(threads) { throw TraceError("--threads is a number from 1 to 256") }
    guard (1...1000).contains(seeds) else { throw TraceError("--seeds is a number from 1 to 1000") }
    guard seeds == 1 || !traces.contains("-") else {
      throw TraceError("standard input is read once; --seeds takes a pass a seed")
    }
    options.sample = sample
    options.hasCurve = curve
    options.rules = ReplayRules(
      ignoresSizes: ignoreObjectSize, ttl: try ttlRule(), changes: try fetching.changes(),
      // Clocks of traces have whole seconds.
      fetchSeconds: (try fetching.milliseconds() + 999) / 1_000)
    if let window { options.window = try Self.seconds(window, "--window") }
    options.warmUp = try warmUpLength()
    return options
  }

  func warmUpLength() throws -> ReplayDivision.WarmUp {
    guard let warmUp else { return .none }
    return try Int(warmUp).map { .requests($0) } ?? .seconds(Self.seconds(warmUp, "--warm-up"))
  }

  func sizesGiven(_ list: String) throws -> [(text: String, size: CacheSize)] {
    try list.split(separator: ",").map { text in
      guard let size = CacheSize(String(text)) else {
        throw TraceError(
          "--size: '\(text)' is no size; expected octets or objects (64MiB, 5000) or a share (1%)")
      }
      return (text: String(text), size: size)
    }
  }

  func replayPrices() throws -> ReplayPrices? {
    guard let prices else { return nil }
    guard let known = ReplayPrices(prices) else {
      throw TraceError("--prices: '\(prices)' is not of the form requests=0.75,gib=0.09,written=0.01")
    }
    return known
  }

  private func ttlRule() throws -> TTLRule {
    guard let ttl else { return .none }
    if ttl == "trace" { return .fromTrace }
    let bands = try ttl.split(separator: ",").filter { !Self.isPath($0) }.map { part -> TTLRule.SizeBand in
      let words = part.split(separator: "=").map(String.init)
      let seconds = UInt32(clamping: try Self.seconds(words.last ?? "", "--ttl"))
      guard words.count == 2 else { return TTLRule.SizeBand(below: .max, seconds: seconds) }
      guard case .absolute(let bound) = CacheSize(words[0]) else {
        throw TraceError("--ttl: '\(words[0])' is no size; paths begin with '/' or '*'")
      }
      return TTLRule.SizeBand(below: bound, seconds: seconds)
    }
    return ttl.split(separator: ",").contains(where: Self.isPath) ? .fromTrace(else: bands) : .bySize(bands)
  }

  private static func isPath(_ part: Substring) -> Bool { part.hasPrefix("/") || part.hasPrefix("*") }

  /// What names stand for, where an option asks for that.
  private func traceNames() throws -> TraceNames? {
    var names = TraceNames()
    if fetching.split == .country { names.client = FetchOptions.countries() }
    let paths = try (ttl ?? "").split(separator: ",").filter(Self.isPath).map { part in
      guard let end = part.lastIndex(of: "=") else {
        throw TraceError("--ttl: '\(part)' has no time; expected a path and a time, as in /images/*=7d")
      }
      return PathTTL(
        pattern: PathPattern(String(part[..<end])),
        seconds: UInt32(clamping: try Self.seconds(String(part[part.index(after: end)...]), "--ttl")))
    }
    if !paths.isEmpty {
      names.ttl = { path in
        for rule in paths where rule.pattern.matches(path) { return rule.seconds }
        return 0
      }
    }
    return names.client == nil && names.ttl == nil ? nil : names
  }

  private struct PathTTL: Sendable {
    var pattern: PathPattern
    var seconds: UInt32
  }

  /// `90`, `90s`, `15m`, `1h`, `7d`.
  static func seconds(_ text: String, _ option: String) throws -> Int {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? text : String(text.dropLast())), (1...1_000_000_000).contains(number)
    else {
      throw TraceError("\(option): '\(text)' is no time; expected seconds, or 15m, 1h, 7d")
    }
    return number * (unit ?? 1)
  }
}
