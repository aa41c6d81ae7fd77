/// The policies, by the names libCacheSim gives them.
public enum PolicyName: String, CaseIterable, Sendable {
  case fifo, lru

  /// One line for a list of policies.
  public var summary: String {
    switch self {
    case .fifo: "first in, first out"
    case .lru: "least recently used"
    }
  }

  /// Other names in use.
  public var aliases: [String] {
    switch self {
    default: []
    }
  }

  public var parameters: [PolicyParameter] {
    switch self {
    default: []
    }
  }
}
