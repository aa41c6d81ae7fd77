/// `Failover` of the API.
public enum FailoverRole: String, Sendable, BitwiseCopyable, Hashable, CaseIterable {
  case primary = "PRIMARY"
  case secondary = "SECONDARY"
}
