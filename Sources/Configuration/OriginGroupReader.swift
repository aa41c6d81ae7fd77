import EdgeCache
import Primitives

/// Reads `OriginGroups` of a `DistributionConfig`.
struct OriginGroupReader {
  let origins: [Origin]

  /// `FailureRule` is our own.
  private static let keys = ["Id", "FailoverCriteria", "Members", "SelectionCriteria", "FailureRule"]
  private static let codes = OriginGroup.statusCodes.map(Int.init)

  func read(_ node: ConfigurationNode?) -> [OriginGroup] {
    guard let node else { return [] }
    let items = node.items()
    if items.count > Limits.originGroups {
      node.error(
        "TooManyOriginGroupsPerDistribution: \(items.count) origin groups; at most \(Limits.originGroups) are allowed"
      )
    }
    var seen = Uniqueness()
    return items.compactMap { item in
      guard let group = group(item) else { return nil }
      if origins.contains(where: { $0.id == group.id }) {
        item.error("InvalidArgument: '\(group.id)' is the id of an origin, too")
      }
      seen.claim(group.id, "origin group", item, code: "InvalidArgument")
      return group
    }
  }

  private func group(_ node: ConfigurationNode) -> OriginGroup? {
    guard let map = node.map(keys: Self.keys) else { return nil }
    let id = map.required("Id")?.nonEmptyString()
    let codes = map.required("FailoverCriteria")?.map(keys: ["StatusCodes"])?.required("StatusCodes")
      .map(statusCodes)
    let members = map.required("Members").flatMap(members)
    if let criteria = map["SelectionCriteria"], let text = criteria.string(), text != "default" {
      criteria.warning(
        text == "media-quality-based"
          ? "media-quality-based is for MediaPackage v2; the primary is asked first, as by default"
          : "SelectionCriteria is \(text.quoted); it must be 'default' or 'media-quality-based'")
    }
    let rule = map["FailureRule"]?.choice(OriginGroup.FailureRule.self)
    guard let id, let codes, let members else { return nil }
    return OriginGroup(
      id: id, members: members, failoverStatusCodes: codes, failureRule: rule ?? .listed)
  }

  private func members(_ node: ConfigurationNode) -> [String]? {
    let members = node.items().compactMap { $0.map(keys: ["OriginId"])?.required("OriginId") }
    let ids = members.compactMap { $0.nonEmptyString() }
    guard ids.count == 2, ids[0] != ids[1] else {
      node.error("InvalidArgument: an origin group has two members, a primary and a secondary")
      return nil
    }
    for (member, id) in zip(members, ids) where !origins.contains(where: { $0.id == id }) {
      member.error(
        "NoSuchOrigin: One or more of your origins or origin groups do not exist: '\(id)'"
          + NearestName.suggestion(for: id, among: origins.map(\.id)))
      return nil
    }
    return ids
  }

  private func statusCodes(_ node: ConfigurationNode) -> [UInt16] {
    let items = node.items()
    if items.isEmpty {
      node.error("InvalidArgument: an origin group needs at least one failover status code")
    }
    let codes = items.compactMap { item -> Int? in
      guard let code = item.integer(in: 100...599) else { return nil }
      if Self.codes.contains(code) { return code }
      item.error("InvalidArgument: \(code) is no failover status code; they are \(Self.codes.sentence)")
      return nil
    }
    return Self.codes.filter(codes.contains).map(UInt16.init)
  }
}

extension [Int] {
  /// `1, 2 or 3`
  var sentence: String {
    let words = map { "\($0)" }
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
  }
}
