import DNSWire
import Primitives
import Simulation
import Zones

// Changes of single record sets.

extension DrillReader {
  /// `{name: app.shop.example, identifier: east, weight: 0}`.
  func weight(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["name", "identifier", "type", "weight"]),
      let weight = map.required("weight")?.integer(in: 0...255)
    else { return nil }
    return change(map, "name", .weight(UInt8(weight)))
  }

  /// `{record: www.shop.example, addresses: []}`: an empty record, or one with other addresses; `type: AAAA`: of IPv6.
  func recordFault(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["record", "identifier", "type", "addresses"]),
      let list = map.required("addresses")?.list(), let family = family(map)
    else { return nil }
    let addresses = list.compactMap {
      $0.parsed(as: family == .v4 ? "an IPv4 address" : "an IPv6 address") {
        IPAddress($0).flatMap { $0.family == family ? $0 : nil }
      }
    }
    guard addresses.count == list.count else { return nil }
    return change(map, "record", .addresses(addresses))
  }

  /// `{record: www.shop.example, identifier: edge}`: as it was.
  func undoing(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["record", "identifier", "type"]),
      case .change(let change)? = change(map, "record", .addresses([]))
    else { return nil }
    return .undo(change)
  }

  /// Of `type`, A or AAAA; without it of A.
  private func family(_ map: ConfigurationMap) -> IPAddress.Family? {
    guard let type = map["type"] else { return .v4 }
    return type.parsed(as: "A or AAAA") { ["A": .v4, "AAAA": .v6][$0] }
  }

  private func change(
    _ map: ConfigurationMap, _ key: String, _ content: Drill.RecordChange.Content
  ) -> Drill.Action? {
    guard let node = map.required(key), let family = family(map),
      let name = node.parsed(as: "a domain name", { Name($0.hasSuffix(".") ? $0 : $0 + ".") })
    else { return nil }
    let change = Drill.RecordChange(
      name: "\(name)", identifier: map["identifier"]?.nonEmptyString(), family: family, content: content)
    guard let zone = lab.zones.zone(of: name) else {
      node.error("no zone of the lab has the name \("\(name)".quoted)")
      return nil
    }
    do throws(RecordChangeRefused) { _ = try zone.applying(change) } catch {
      node.error("\(error)")
      return nil
    }
    return .change(change)
  }
}
