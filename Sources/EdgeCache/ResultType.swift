/// How a request was answered: the values of `x-edge-result-type` in CloudFront's access log.
package enum ResultType: UInt8, Hashable, Sendable, CaseIterable {
  /// From the store, or from the fetch another request had begun.
  case hit
  /// From an expired copy: confirmed by the origin, or served because the origin failed.
  case refreshHit
  case miss
  case error
  case redirect
  case limitExceeded
  case capacityExceeded

  /// As the log and the figures name it; `X-Cache` is this and ` from cloudfront`.
  package var text: StaticString {
    switch self {
    case .hit: "Hit"
    case .refreshHit: "RefreshHit"
    case .miss: "Miss"
    case .error: "Error"
    case .redirect: "Redirect"
    case .limitExceeded: "LimitExceeded"
    case .capacityExceeded: "CapacityExceeded"
    }
  }
}
