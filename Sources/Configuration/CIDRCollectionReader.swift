import Primitives
import Routing

/// Reads `cidr-collections.yaml` of the zones directory: the CIDR collections of IP-based routing, keys as in the API.
///
///     - Name: networks
///       Locations:
///         - LocationName: office
///           CidrList: [192.0.2.0/24, 2001:db8::/32]
struct CIDRCollectionReader {
  private var names = Uniqueness()

  static func path(in directory: String) -> String { "\(directory)/cidr-collections.yaml" }

  /// The collections of a zones directory; none where there is no such file.
  static func load(zones directory: String, _ diagnostics: DiagnosticCollector) -> [CIDRCollection] {
    let file = ConfigurationFile(path: path(in: directory), diagnostics: diagnostics)
    return file.exists ? file.root().map(read) ?? [] : []
  }

  static func read(_ root: ConfigurationNode) -> [CIDRCollection] {
    var reader = CIDRCollectionReader()
    let nodes = root.list()
    if nodes.count > Limits.cidrCollections {
      nodes[Limits.cidrCollections].error(
        "CidrCollectionLimit: \(nodes.count) collections; at most \(Limits.cidrCollections) are allowed")
    }
    return nodes.compactMap { reader.collection($0) }
  }

  private mutating func collection(_ node: ConfigurationNode) -> CIDRCollection? {
    guard let map = node.map(keys: ["Name", "Locations"]) else { return nil }
    let name = map.required("Name").flatMap { Self.name($0, limit: Limits.cidrCollectionNameLength) }
    if let name {
      names.claim(name, "Name", map["Name"], code: "CidrCollectionAlreadyExistsException")
    }
    var locationNames = Uniqueness()
    var blocks = Uniqueness()
    var count = 0
    let locations = (map.required("Locations")?.list() ?? []).compactMap { node in
      location(node, &locationNames, &blocks, &count)
    }
    if count > Limits.cidrBlocks {
      node.error("LimitsExceeded: \(count) CIDR blocks; a collection has at most \(Limits.cidrBlocks)")
    }
    return name.map { CIDRCollection(name: $0, locations: locations) }
  }

  private func location(
    _ node: ConfigurationNode, _ names: inout Uniqueness, _ seen: inout Uniqueness, _ count: inout Int
  ) -> CIDRCollection.Location? {
    guard let map = node.map(keys: ["LocationName", "CidrList"]) else { return nil }
    let name = map.required("LocationName").flatMap { Self.name($0, limit: Limits.cidrLocationNameLength) }
    if let name { names.claim(name, "LocationName", map["LocationName"]) }
    var blocks: [IPPrefix] = []
    for node in map.required("CidrList")?.list() ?? [] {
      count += 1
      guard let block = Self.block(node),
        seen.claim("\(block)", "CIDR block", node, code: "CidrBlockInUseException")
      else { continue }
      blocks.append(block)
    }
    return name.map { CIDRCollection.Location(name: $0, blocks: blocks) }
  }

  static func name(_ node: ConfigurationNode, limit: Int) -> String? {
    node.parsed(as: "1 to \(limit) characters of 0-9, A-Z, a-z, '_' and '-'") { text in
      let isValid = text.utf8.allSatisfy { octet in
        octet.isASCIIDigit || (octet | 0x20) >= 97 && (octet | 0x20) <= 122 || octet == 45 || octet == 95
      }
      return isValid && (1...limit).contains(text.utf8.count) ? text : nil
    }
  }

  static func block(_ node: ConfigurationNode) -> IPPrefix? {
    let (v4, v6) = (Limits.cidrBitsV4, Limits.cidrBitsV6)
    let expected =
      "a CIDR block of /\(v4.lowerBound) to /\(v4.upperBound) (IPv4) or /\(v6.lowerBound) to /\(v6.upperBound) (IPv6) without host bits; '*' stands for all the rest"
    return node.parsed(as: expected) { text in
      guard text.utf8.contains(UInt8(ascii: "/")), let block = IPPrefix(text),
        (block.address.family == .v4 ? v4 : v6).contains(block.length),
        IPAddress(text.prefix { $0 != "/" }) == block.address
      else { return nil }
      return block
    }
  }
}
