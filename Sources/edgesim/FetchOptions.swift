import ArgumentParser
import EdgeReplaying
import Geo
import Primitives
import Replaying
import Traces

/// What caches ask for, whom, and how long that takes.
struct FetchOptions: ParsableArguments {
  enum Split: String, ExpressibleByArgument, CaseIterable { case client, key, country, place }

  @Option(
    help: ArgumentHelp(
      "Caches that ask each other, from the viewers to the origin: 8xlru@1%/2xsieve@5%/lru@20%; may be repeated.",
      valueName: "list")) var tiers: [String] = []
  @Option(
    help: ArgumentHelp(
      "What decides which cache of the first tier is asked: client (default), key or country; with --edge-config client, key or place (default: the nearest).",
      valueName: "how")) var split: Split?
  @Option(
    help: ArgumentHelp(
      "Expired objects are revalidated; each changes every so often (1d), or with its size alone (never).",
      valueName: "time")) var revalidate: String?
  @Option(
    help: ArgumentHelp(
      "How long the origin takes to answer; who asks meanwhile waits for the same answer (200ms, 2s).",
      valueName: "time")) var fetchTime: String?

  /// Options that decide what is counted, as given.
  var rules: [String] {
    (split.map { ["--split \($0.rawValue)"] } ?? []) + (revalidate.map { ["--revalidate \($0)"] } ?? [])
      + (fetchTime.map { ["--fetch-time \($0)"] } ?? [])
  }

  func milliseconds() throws -> Int {
    guard let text = fetchTime else { return 0 }
    guard text.hasSuffix("ms") else { return try ReplayCommand.seconds(text, "--fetch-time") * 1_000 }
    guard let number = Int(text.dropLast(2)), (1...1_000_000_000).contains(number) else {
      throw TraceError("--fetch-time: '\(text)' is no time; expected 200ms, 2s")
    }
    return number
  }

  func changes() throws -> ObjectChanges? {
    guard let text = revalidate else { return nil }
    return ObjectChanges(
      period: text == "never" ? nil : UInt32(clamping: try ReplayCommand.seconds(text, "--revalidate")))
  }

  func hierarchies() throws -> [[TierSpecification]] {
    do throws(TierSpecification.TextError) {
      var hierarchies: [[TierSpecification]] = []
      for text in tiers { hierarchies.append(try TierSpecification.list(parsing: text)) }
      return hierarchies
    } catch {
      throw TraceError("--tiers: \(error)")
    }
  }

  /// How a trace is split over the caches of a tier.
  func requestSplit() throws -> RequestSplit {
    switch split {
    case nil, .client, .country: return .client
    case .key: return .key
    case .place: throw TraceError("--split: only --edge-config knows places; expected client, key or country")
    }
  }

  func viewerSplit() throws -> ViewerSplit {
    switch split {
    case nil, .place: return .place
    case .client: return .client
    case .key: return .key
    case .country:
      throw TraceError("--split: with --edge-config viewers go to the nearest point of presence: say place")
    }
  }

  /// A number for the country an address is in, 0 where nobody knows; for other names one of their own.
  static func countries() -> @Sendable (Span<UInt8>) -> UInt32 {
    let locator = Locator()
    return { text in
      guard let address = IPAddress(text.text) else {
        return UInt32(truncatingIfNeeded: KeyedHash(seed: 0)(text))
      }
      return locator.locate(address).country.map { "\($0)".utf8.reduce(0) { $0 << 8 | UInt32($1) } } ?? 0
    }
  }
}
