import Eviction

/// One tier of caches that ask each other: how many, which policy, how large each.
package struct TierSpecification: Hashable, Sendable {
  package var count: Int
  package var policy: PolicySpecification
  package var size: CacheSize
  /// As it was asked for.
  package var sizeText: String

  package struct TextError: Error, CustomStringConvertible {
    package let description: String
  }

  /// `8xlru@1%/2xsieve@5%/lru@20%`: from the viewers to the origin.
  package static func list(parsing text: String) throws(TextError) -> [TierSpecification] {
    var tiers: [TierSpecification] = []
    for part in text.split(separator: "/", omittingEmptySubsequences: false) {
      let tier = try TierSpecification(parsing: String(part))
      if let last = tiers.last, tier.count > last.count {
        throw TextError(
          description: "'\(text)': there are more caches in a tier than in the one before, which asks it")
      }
      tiers.append(tier)
    }
    guard tiers.count <= Limits.tierNames.count else {
      throw TextError(
        description: "'\(text)' has \(tiers.count) tiers; expected at most \(Limits.tierNames.count)")
    }
    return tiers
  }

  private init(parsing text: String) throws(TextError) {
    let sides = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, let size = CacheSize(sides[1]) else {
      throw TextError(
        description: "'\(text)' is no tier; expected caches, a policy and the size of each, as in 8xlru@1%")
    }
    (self.size, sizeText, count) = (size, sides[1], 1)
    var policy = Substring(sides[0])
    if let end = policy.firstIndex(of: "x"), let number = Int(policy[..<end]) {
      (count, policy) = (number, policy[policy.index(after: end)...])
    }
    guard (1...Limits.cachesOfTier).contains(count) else {
      throw TextError(description: "'\(text)': a tier has 1 to \(Limits.cachesOfTier) caches")
    }
    do throws(PolicyError) {
      self.policy = try PolicySpecification(parsing: String(policy))
    } catch {
      throw TextError(description: "'\(text)': \(error)")
    }
    guard !self.policy.knowsFuture else {
      throw TextError(
        description: "'\(text)': who will ask for an object at which cache, \(self.policy) cannot be told")
    }
  }

  package var description: String { (count == 1 ? "" : "\(count)x") + "\(policy)" }
}
