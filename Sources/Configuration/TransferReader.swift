import DNSWire
import FoundationEssentials
import Primitives
import Transfer
import Zones

/// Reads `transfer.yaml` of the zones directory: keys, who may have zones, who is told of changes, which zones come from
/// other servers.
///
///     keys:
///       - {name: transfer.example.com, algorithm: hmac-sha256, secret: bG9uZyBlbm91Z2ggdG8gYmUgYSBzZWNyZXQ=}
///     allow:
///       - {prefix: 192.0.2.0/24, key: transfer.example.com, zones: [example.com]}
///     notify:
///       - {address: 192.0.2.53, port: 53, key: transfer.example.com}
///     secondary:
///       - {zone: example.org, primaries: [{address: 192.0.2.54, port: 53, key: transfer.example.com}]}
package enum TransferReader {
  static func path(in directory: String) -> String { "\(directory)/transfer.yaml" }

  /// The policy of a zones directory whose files hold `zones`; `none` where there is no such file. Nil with an error
  /// among the diagnostics.
  package static func load(
    zones directory: String, holding zones: [Zone] = []
  ) -> (policy: TransferPolicy?, diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let file = ConfigurationFile(path: path(in: directory), diagnostics: diagnostics)
    guard file.exists else { return (TransferPolicy.none, []) }
    let policy = file.root().flatMap { read($0, zones) }
    return (diagnostics.hasErrors ? nil : policy, diagnostics.sorted)
  }

  private static func read(_ root: ConfigurationNode, _ zones: [Zone]) -> TransferPolicy? {
    guard let map = root.map(keys: ["keys", "allow", "notify", "secondary"]) else { return nil }
    var (seenKeys, seenZones) = (Uniqueness(), Uniqueness())
    let keys = (map["keys"]?.list() ?? []).compactMap { key($0, &seenKeys) }
    return TransferPolicy(
      keys: keys, grants: (map["allow"]?.list() ?? []).compactMap { grant($0, keys) },
      secondaries: (map["notify"]?.list() ?? []).compactMap { secondary($0, keys) },
      secondaryZones: (map["secondary"]?.list() ?? []).compactMap {
        secondaryZone($0, keys, zones, &seenZones)
      })
  }

  private static func key(_ node: ConfigurationNode, _ seen: inout Uniqueness) -> TSIGKey? {
    guard let map = node.map(keys: ["name", "algorithm", "secret"]) else { return nil }
    let name = map.required("name").flatMap(domainName)
    let algorithm = map.required("algorithm")?.choice(TSIGKey.Algorithm.self)
    let secret = map.required("secret")?.parsed(as: "a secret in base64, not empty") { text in
      Data(base64Encoded: text).flatMap { $0.isEmpty ? nil : [UInt8]($0) }
    }
    guard let name, let algorithm, let secret else { return nil }
    seen.claim(name.description.lowercased(), "name", map["name"])
    return TSIGKey(name: name, algorithm: algorithm, secret: secret)
  }

  private static func grant(_ node: ConfigurationNode, _ keys: [TSIGKey]) -> TransferPolicy.Grant? {
    guard let map = node.map(keys: ["prefix", "key", "zones"]) else { return nil }
    if map["prefix"] == nil, map["key"] == nil {
      node.error("\(node.name) has neither prefix nor key: everybody could have the zones")
    }
    return TransferPolicy.Grant(
      prefix: map["prefix"]?.parsed(as: "a network such as 192.0.2.0/24") { IPPrefix($0) },
      key: map["key"].flatMap { known($0, keys) }, zones: zones(map))
  }

  private static func secondary(
    _ node: ConfigurationNode, _ keys: [TSIGKey], hasZones: Bool = true
  ) -> TransferPolicy.Secondary? {
    guard let map = node.map(keys: ["address", "port", "key"] + (hasZones ? ["zones"] : [])) else {
      return nil
    }
    guard let address = map.required("address")?.parsed(as: "an IP address", { IPAddress($0) }) else {
      return nil
    }
    let port = map["port"].map { $0.integer(in: 1...65_535) ?? 53 } ?? 53
    return TransferPolicy.Secondary(
      address: address, port: UInt16(port), key: map["key"].flatMap { known($0, keys) }, zones: zones(map))
  }

  private static func secondaryZone(
    _ node: ConfigurationNode, _ keys: [TSIGKey], _ zones: [Zone], _ seen: inout Uniqueness
  ) -> TransferPolicy.SecondaryZone? {
    guard let map = node.map(keys: ["zone", "primaries"]) else { return nil }
    let name = map.required("zone").flatMap(domainName)
    let list = map.required("primaries")
    let primaries = (list?.list() ?? []).compactMap { primary($0, keys) }
    guard let name, let list else { return nil }
    seen.claim(name.description.lowercased(), "zone", map["zone"])
    if zones.contains(where: { $0.apex == name }) {
      map["zone"]?.error(
        "zone \(name) stands in a file of this directory too; remove the file, or the zone here")
    }
    guard !primaries.isEmpty else {
      list.error("\(list.name) must have a server at least: {address: 192.0.2.53}")
      return nil
    }
    return TransferPolicy.SecondaryZone(name: name, primaries: primaries)
  }

  private static func primary(_ node: ConfigurationNode, _ keys: [TSIGKey]) -> TransferPolicy.Primary? {
    secondary(node, keys, hasZones: false).map {
      TransferPolicy.Primary(address: $0.address, port: $0.port, key: $0.key)
    }
  }

  private static func zones(_ map: ConfigurationMap) -> [Name] {
    (map["zones"]?.list() ?? []).compactMap(domainName)
  }

  private static func known(_ node: ConfigurationNode, _ keys: [TSIGKey]) -> Name? {
    guard let name = domainName(node) else { return nil }
    if !keys.contains(where: { $0.name == name }) { node.error("there is no key \(name)") }
    return name
  }

  private static func domainName(_ node: ConfigurationNode) -> Name? {
    node.parsed(as: "a domain name") { Name($0) }
  }
}
