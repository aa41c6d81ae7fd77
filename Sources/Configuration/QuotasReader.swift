import EdgeCache

/// Reads `quotas.yaml`: limits of CloudFront that an account may have raised.
enum QuotasReader {
  static func read(_ root: ConfigurationNode) -> InvalidationLedger.Quotas {
    var quotas = InvalidationLedger.Quotas()
    guard let map = root.map(keys: ["invalidationPathsInProgress", "invalidationWildcardsInProgress"]) else {
      return quotas
    }
    if let paths = map["invalidationPathsInProgress"]?.integer(in: 1...1_000_000) {
      quotas.paths = Int(paths)
    }
    if let wildcards = map["invalidationWildcardsInProgress"]?.integer(in: 1...1_000_000) {
      quotas.wildcards = Int(wildcards)
    }
    return quotas
  }
}
