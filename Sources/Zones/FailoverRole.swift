/// `Failover` of the API.
package enum FailoverRole: String, Sendable, BitwiseCopyable, Hashable, CaseIterable {
  case primary = "PRIMARY"
  case secondary = "SECONDARY"
}
