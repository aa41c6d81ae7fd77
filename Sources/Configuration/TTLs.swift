/// `MinTTL`, `DefaultTTL` and `MaxTTL`: seconds, in that order of size.
struct TTLs {
  static let keys = ["MinTTL", "DefaultTTL", "MaxTTL"]

  let min: Int64
  let `default`: Int64
  let max: Int64

  /// What is missing gets the API's default: 0; one day, or `MinTTL` if that is more; one year, or `DefaultTTL`.
  init(_ map: ConfigurationMap) {
    func ttl(_ key: String) -> Int64? { map[key]?.integer(in: 0...Limits.ttlSeconds).map(Int64.init) }
    min = ttl("MinTTL") ?? 0
    `default` = ttl("DefaultTTL") ?? Swift.max(min, 86_400)
    max = ttl("MaxTTL") ?? Swift.max(`default`, 31_536_000)
    guard min > `default` || `default` > max else { return }
    (map["MinTTL"] ?? map["DefaultTTL"] ?? map["MaxTTL"] ?? map.node).error(
      "InvalidTTLOrder: The order of TTL values is not valid: MinTTL \(min), DefaultTTL \(`default`), "
        + "MaxTTL \(max); it must be MinTTL <= DefaultTTL <= MaxTTL")
  }
}
