import HTTPCaching
import HTTPWire
import Primitives

/// From a host name to its distribution: exact names, then `*.` aliases, the longest that covers the name. They cover any
/// number of labels (CloudFront developer guide, "Use wildcards in alternate domain names").
struct RouteTable: ~Copyable {
  private struct Entry {
    /// Lower case; of a wildcard what follows the `*`, its dot included.
    var name: [UInt8]
    var isWildcard: Bool
    var distribution: CompiledDistribution
  }

  private let hash: KeyedHash
  /// Open addressing, at most half full; a place in `entries`, or -1.
  private var table: [Int32]
  private var entries: [Entry] = []

  init(
    _ configuration: EdgeConfiguration, of tier: CacheTier, hash: KeyedHash,
    webACLs: [String: CompiledWebACL], figures: inout Figures
  ) {
    self.hash = hash
    let names = configuration.distributions.reduce(0) { $0 + $1.aliases.count + 1 }
    table = Array(repeating: -1, count: max(4, names * 2).nextPowerOfTwo)
    for distribution in configuration.distributions {
      let compiled = CompiledDistribution(
        distribution, of: tier, webACL: distribution.webACL.flatMap { webACLs[$0.name] },
        figures: &figures)
      for host in [distribution.domainName] + distribution.aliases { add(host, compiled) }
    }
  }

  private mutating func add(_ host: String, _ distribution: CompiledDistribution) {
    let isWildcard = host.hasPrefix("*.")
    let name = Array((isWildcard ? host.dropFirst() : host[...]).lowercased().utf8)
    var place = Int(truncatingIfNeeded: hash(name.span)) & (table.count - 1)
    while table[place] >= 0 { place = (place + 1) & (table.count - 1) }
    table[place] = Int32(entries.count)
    entries.append(Entry(name: name, isWildcard: isWildcard, distribution: distribution))
  }

  /// The one whose id a key begins with.
  func distribution(ofKey key: Span<UInt8>) -> CompiledDistribution? {
    for entry in entries {
      let prefix = entry.distribution.keyPrefix
      if key.starts(with: prefix.span) { return entry.distribution }
    }
    return nil
  }

  func find(_ key: borrowing RequestKey) -> CompiledDistribution? { find(key.host.span) }

  /// - Parameter host: lower case, without port.
  func find(_ host: Span<UInt8>) -> CompiledDistribution? {
    guard !host.isEmpty else { return nil }
    if let found = find(host, isWildcard: false) { return found }
    var start = 1
    while let dot = host.firstIndex(of: UInt8(ascii: "."), in: start..<host.count) {
      if let found = find(host.extracting(dot..<host.count), isWildcard: true) { return found }
      start = dot + 1
      if start >= host.count { return nil }
    }
    return nil
  }

  private func find(_ name: Span<UInt8>, isWildcard: Bool) -> CompiledDistribution? {
    var place = Int(truncatingIfNeeded: hash(name)) & (table.count - 1)
    while table[place] >= 0 {
      let entry = entries[Int(table[place])]
      if entry.isWildcard == isWildcard, entry.name.span.equals(name) { return entry.distribution }
      place = (place + 1) & (table.count - 1)
    }
    return nil
  }
}

/// A `Distribution` ready for requests.
final class CompiledDistribution {
  let id: String
  /// How the keys of its objects begin.
  let keyPrefix: [UInt8]
  let isEnabled: Bool
  let geoRestriction: GeoRestriction
  let webACL: CompiledWebACL?
  let errorPages: ErrorPages
  /// The default behaviour is the last.
  let behaviors: [CompiledBehavior]

  /// `/` and the default root object; empty for none.
  var rootObject: [UInt8] { behaviors[behaviors.count - 1].rootObject }

  init(
    _ distribution: Distribution, of tier: CacheTier, webACL: CompiledWebACL?, figures: inout Figures
  ) {
    (id, isEnabled) = (distribution.id, distribution.isEnabled)
    keyPrefix = KeyPrefix.of([], isWhole: false, in: Array(id.utf8))
    (geoRestriction, self.webACL) = (distribution.geoRestriction, webACL)
    errorPages = ErrorPages(distribution.customErrorResponses)
    var compiled: [CompiledBehavior] = []
    for behavior in distribution.allBehaviors {
      compiled.append(CompiledBehavior(behavior, of: distribution, at: tier, figures: &figures))
    }
    behaviors = compiled
  }

  /// The first behaviour whose pattern matches, else the default.
  func behavior(for path: Span<UInt8>) -> CompiledBehavior {
    for index in 0..<behaviors.count - 1 where behaviors[index].pattern.matches(path) {
      return behaviors[index]
    }
    return behaviors[behaviors.count - 1]
  }
}

extension Int {
  /// The least power of two that is no less.
  var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
