import DNSWire
import Primitives
import Simulation
import Zones

// Changes of single record sets.

extension DrillReader {
  /// `{name: app.shop.example, identifier: east, weight: 0}`.
  func weight(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["name", "identifier", "weight"]),
      let weight = map.required("weight")?.integer(in: 0...255)
    else { return nil }
    return change(map, "name", .weight(UInt8(weight)))
  }

  /// `{record: www.shop.example, addresses: []}`: an empty record, or one with other addresses.
  func recordFault(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["record", "identifier", "addresses"]),
      let list = map.required("addresses")?.list()
    else { return nil }
    let addresses = list.compactMap {
      $0.parsed(as: "an IPv4 address") { IPAddress($0).flatMap { $0.family == .v4 ? $0 : nil } }
    }
    guard addresses.count == list.count else { return nil }
    return change(map, "record", .addresses(addresses))
  }

  /// `{record: www.shop.example, identifier: edge}`: as it was.
  func undoing(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["record", "identifier"]),
      case .change(let change)? = change(map, "record", .addresses([]))
    else { return nil }
    return .undo(change)
  }

  private func change(
    _ map: ConfigurationMap, _ key: String, _ content: Drill.RecordChange.Content
  ) -> Drill.Action? {
    guard let node = map.required(key),
      let name = node.parsed(as: "a domain name", { Name($0.hasSuffix(".") ? $0 : $0 + ".") })
    else { return nil }
    let change = Drill.RecordChange(
      name: "\(name)", identifier: map["identifier"]?.nonEmptyString(), content: content)
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
