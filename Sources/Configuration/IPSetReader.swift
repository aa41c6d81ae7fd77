import EdgeCache
import Primitives

/// Reads an `IPSet` of the WAFv2 API: the bare set, or what `aws wafv2 get-ip-set` prints.
enum IPSetReader {
  private enum Version: String, CaseIterable {
    case v4 = "IPV4"
    case v6 = "IPV6"
  }

  static func read(_ root: ConfigurationNode) -> NamedResource<[IPPrefix]>? {
    guard let envelope = WebACLEnvelope(root, kind: "IPSet"),
      let map = envelope.node.map(
        keys: [
          "Name", "Id", "ARN", "Scope", "Description", "IPAddressVersion", "Addresses", "Tags", "LockToken",
        ]),
      let name = map.required("Name")?.nonEmptyString(),
      let version = map.required("IPAddressVersion")?.choice(Version.self),
      let list = map.required("Addresses")
    else { return nil }
    let items = list.list()
    if items.count > Limits.addressesOfIPSet {
      list.error(
        "WAFLimitsExceededException: \(items.count) addresses; at most \(Limits.addressesOfIPSet) are allowed"
      )
    }
    let expected =
      version == .v4 ? "an IPv4 block such as 192.0.2.0/24" : "an IPv6 block such as 2001:db8::/32"
    let prefixes = items.compactMap { item in
      item.parsed(as: expected) { text -> IPPrefix? in
        guard text.contains("/"), let prefix = IPPrefix(text), prefix.length > 0,
          prefix.address.family == (version == .v4 ? .v4 : .v6)
        else { return nil }
        return prefix
      }
    }
    return NamedResource(id: map["Id"]?.nonEmptyString() ?? name, name: name, value: prefixes)
  }
}

/// What surrounds a web ACL or IP set in a file: nothing, or what `aws wafv2 get-…` prints.
struct WebACLEnvelope {
  let node: ConfigurationNode
  /// Written by the command line: octets are in base64 there.
  let isPrinted: Bool

  init?(_ root: ConfigurationNode, kind: String) {
    guard root.has(kind) else {
      (node, isPrinted) = (root, false)
      return
    }
    guard let inner = root.map(keys: [kind, "LockToken", "ApplicationIntegrationURL"])?.required(kind) else {
      return nil
    }
    (node, isPrinted) = (inner, true)
  }
}
