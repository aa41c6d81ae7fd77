import Primitives
import Simulation

// Partitions: who does not reach whom.

extension DrillReader {
  /// `{partition: {pops: [ICN57-C1], origins: [shop.origin.test]}}`.
  func partition(_ node: ConfigurationNode) -> Drill.Partition? {
    guard let sides = node.map(keys: ["partition"])?["partition"]?.map(keys: Self.sides) else { return nil }
    let given = Self.sides.filter { sides[$0] != nil }
    guard given.count == 2, Self.ways.contains(where: { $0 == given }) else {
      node.error(
        "partition is between two of \(Self.sides.joined(separator: ", ")), of which one asks the other: "
          + Self.ways.map { $0.joined(separator: " and ") }.joined(separator: "; "))
      return nil
    }
    guard let from = side(given[0], sides), let to = side(given[1], sides) else { return nil }
    return Drill.Partition(from: from, to: to)
  }

  /// In the order in which they ask.
  private static let sides = [
    "places", "countries", "resolvers", "nameServers", "pops", "regionalCaches", "origins",
  ]
  private static let ways = [
    ["places", "nameServers"], ["places", "pops"], ["places", "origins"], ["countries", "resolvers"],
    ["countries", "nameServers"], ["countries", "pops"], ["pops", "regionalCaches"], ["pops", "origins"],
    ["regionalCaches", "origins"],
  ]

  private func side(_ key: String, _ map: ConfigurationMap) -> Drill.Partition.Side? {
    guard let node = map[key] else { return nil }
    switch key {
    case "nameServers":
      return node.parsed(as: "all: they answer from many places as one") { $0 == "all" ? .nameServers : nil }
    case "countries": return countries(node).map { .countries($0) }
    case "places":
      return names(node) { known($0, "place", places.map(\.name)) }.map { .places($0) }
    case "resolvers":
      return names(node) { known($0, "kind of resolver", resolverKinds) }.map { .resolvers($0) }
    case "pops": return names(node) { pop($0) }.map { .pops($0) }
    case "origins": return names(node) { origin($0) }.map { .origins($0) }
    default:
      return names(node) { known($0, "regional cache", lab.regionalCaches.map(\.id)) }.map {
        .regionalCaches($0)
      }
    }
  }

  private func names(_ node: ConfigurationNode, _ read: (ConfigurationNode) -> String?) -> [String]? {
    let names = node.list().map(read)
    if names.isEmpty { node.error("\(node.name) is empty: nobody would be parted") }
    return names.isEmpty || names.contains(nil) ? nil : names.compactMap(\.self)
  }
}
