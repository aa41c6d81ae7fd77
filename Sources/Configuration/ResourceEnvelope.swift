/// What surrounds the configuration of a policy, key group or public key in a file.
///
/// Three forms are read: the bare config with our `Id` beside its keys; `{ETag, XConfig}` as `get-x-config` prints it,
/// with our `Id`; and `{ETag, X: {Id, ..., XConfig}}` as `get-x` prints it.
struct ResourceEnvelope {
  /// Nil: the resource goes by its name.
  let id: ConfigurationNode?
  let config: ConfigurationNode?
  /// Keys of ours among those of `config`.
  let alsoKnown: [String]

  /// `kind` is the API's word: `CachePolicy`.
  init(_ root: ConfigurationNode, kind: String) {
    let configKey = kind + "Config"
    if root.has(kind) {
      let map = root.map(keys: ["ETag", kind])?[kind]?
        .map(keys: ["Id", "LastModifiedTime", "CreatedTime", configKey])
      (id, config, alsoKnown) = (map?["Id"], map?.required(configKey), [])
    } else if root.has(configKey) {
      let map = root.map(keys: ["ETag", "Id", configKey])
      (id, config, alsoKnown) = (map?["Id"], map?[configKey], [])
    } else {
      (id, config, alsoKnown) = (root.peek("Id"), root, ["ETag", "Id"])
    }
  }
}
