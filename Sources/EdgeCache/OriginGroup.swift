/// Two origins, the second of which is asked where the first fails: `OriginGroup` of the CloudFront API.
package struct OriginGroup: Hashable, Sendable {
  /// No origin of the distribution has the same.
  package var id: String
  /// `Origin.id` of the primary, then of the secondary.
  package var members: [String]
  /// Status codes of the primary that send a request to the secondary: of 400, 403, 404, 416, 500, 502, 503 and 504,
  /// in this order. A refused connection counts as 503, a time-out as 504.
  package var failoverStatusCodes: [UInt16]

  package init(id: String, members: [String], failoverStatusCodes: [UInt16]) {
    (self.id, self.members, self.failoverStatusCodes) = (id, members, failoverStatusCodes)
  }
}
