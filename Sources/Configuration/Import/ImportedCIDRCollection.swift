import Primitives
import Route53

/// A CIDR collection on its way into `cidr-collections.yaml`.
struct ImportedCIDRCollection {
  /// The name or the id: what CidrRoutingConfig of the record sets says.
  let name: String
  private var locations: [(name: String, blocks: [IPPrefix])] = []

  init(name: String) { self.name = name }

  var count: Int { locations.reduce(0) { $0 + $1.blocks.count } }

  /// Adds the elements of CidrBlocks.
  mutating func add(_ nodes: [ConfigurationNode], _ seen: inout Uniqueness) {
    for node in nodes {
      guard let map = node.map(keys: ["CidrBlock", "LocationName"]),
        let block = map.required("CidrBlock").flatMap(CIDRCollectionReader.block),
        let location = map.required("LocationName").flatMap({
          CIDRCollectionReader.name($0, limit: Limits.cidrLocationNameLength)
        }),
        seen.claim("\(block)", "CIDR block", map["CidrBlock"], code: "CidrBlockInUseException")
      else { continue }
      if let index = locations.firstIndex(where: { $0.name == location }) {
        locations[index].blocks.append(block)
      } else {
        locations.append((location, [block]))
      }
    }
  }

  var text: String {
    var text = "- Name: \(JSONValue.quoted(name))\n  Locations:\n"
    if locations.isEmpty { text = "- Name: \(JSONValue.quoted(name))\n  Locations: []\n" }
    for location in locations {
      let blocks = location.blocks.map { JSONValue.quoted("\($0)") }.joined(separator: ", ")
      text += "    - LocationName: \(JSONValue.quoted(location.name))\n      CidrList: [\(blocks)]\n"
    }
    return text
  }
}
