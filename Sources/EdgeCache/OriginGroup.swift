/// Two origins, the second for when the first fails: `OriginGroup` of the CloudFront API.
///
/// There is no memory: each miss asks the primary first (developer guide, "Optimize high availability with CloudFront
/// origin failover").
package struct OriginGroup: Hashable, Sendable {
  /// What failures without a status of the origin count as.
  package enum FailureRule: String, Hashable, Sendable, CaseIterable {
    /// As the status the guide names for them, where that is listed (wording of 2026): 503 for an origin that cannot be
    /// connected to, 504 for one that takes too long.
    case listed
    /// Each is a reason to fail over, whatever is listed (wording of 2023).
    case always
  }

  /// Beside the ids of origins: a behaviour names either.
  package var id: String
  /// `Origin.id` of the primary and the secondary.
  package var members: [String]
  /// Of 400, 403, 404, 416, 500, 502, 503 and 504.
  package var failoverStatusCodes: [UInt16]
  package var failureRule: FailureRule

  package static let statusCodes: [UInt16] = [400, 403, 404, 416, 500, 502, 503, 504]

  package init(
    id: String, members: [String], failoverStatusCodes: [UInt16], failureRule: FailureRule = .listed
  ) {
    (self.id, self.members, self.failoverStatusCodes) = (id, members, failoverStatusCodes)
    self.failureRule = failureRule
  }

  /// Whether the secondary is asked after the primary has answered with `status`.
  package func failsOver(onStatus status: UInt16) -> Bool { failoverStatusCodes.contains(status) }

  /// Whether the secondary is asked after the primary has not answered.
  package func failsOver(on failure: OriginFailure) -> Bool {
    failureRule == .always || failoverStatusCodes.contains(failure.failoverStatus)
  }
}

extension OriginFailure {
  /// What a failure counts as in `failoverStatusCodes`. That connecting is 503 and waiting 504 is the guide's; an answer
  /// that is none, or a certificate that is not trusted, counts as the 502 a viewer would get: own choice.
  var failoverStatus: UInt16 {
    switch self {
    case .nameNotResolved, .connectRefused, .connectTimeout, .busy: 503
    case .readTimeout, .completionTimeout: 504
    case .reset, .invalidResponse, .truncatedBody, .handshakeFailed, .untrustedCertificate: 502
    }
  }
}
