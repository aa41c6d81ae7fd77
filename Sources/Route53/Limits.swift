/// What one request to the Route 53 API may hold (Developer Guide, "Quotas").
package enum Route53Limits {
  /// ResourceRecord elements of a change batch; those of an UPSERT count twice, an alias counts as one.
  package static let batchRecords = 1_000
  /// Characters of all values of a change batch; those of an UPSERT count twice.
  package static let batchCharacters = 32_000
}
