import EdgeCache

/// Reads `KeyGroupConfig`.
enum KeyGroupReader {
  static func read(
    _ node: ConfigurationNode, alsoKnown: [String], id: String?, keys: ResourceTable<PublicKey>
  ) -> KeyGroup? {
    guard let map = node.map(keys: ["Name", "Items", "Comment"] + alsoKnown) else { return nil }
    let name = map.required("Name")?.nonEmptyString()
    guard let list = map.required("Items") else { return nil }
    let items = list.items()
    if items.isEmpty { list.error("InvalidArgument: a key group has at least one public key") }
    if items.count > Limits.keysInKeyGroup {
      list.error(
        "TooManyPublicKeysInKeyGroup: \(items.count) keys; at most \(Limits.keysInKeyGroup) are allowed")
    }
    let members = items.compactMap { keys.find($0, code: "InvalidArgument") }
    guard let name else { return nil }
    return KeyGroup(id: id ?? name, name: name, keys: members)
  }
}
