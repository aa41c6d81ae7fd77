import Primitives

/// What a signature allows: the one statement of a policy (CloudFront developer guide, "Values that you specify in a
/// custom policy").
package struct AccessPolicy: Hashable {
  /// Nil: every URL of the distributions that trust the key.
  var resource: ResourcePattern?
  /// `DateLessThan`, seconds since 1970: from then on it is of no use.
  var end: Int64
  /// `DateGreaterThan`: until then and with it, it is of no use.
  var start: Int64?
  /// `IpAddress`: IPv4.
  var source: IPPrefix?

  /// The policy that a canned one stands for, to the octet as it is signed.
  package static func canned(_ url: [UInt8], expires: Int64) -> [UInt8] {
    Array(#"{"Statement":[{"Resource":""#.utf8) + url
      + Array(#"","Condition":{"DateLessThan":{"AWS:EpochTime":\#(expires)}}}]}"#.utf8)
  }

  /// A custom policy of these conditions, as JSON. `resource` and the rest are printable ASCII without quotation marks.
  package static func custom(
    _ resource: [UInt8], expires: Int64, starts: Int64? = nil, source: IPPrefix? = nil
  ) -> [UInt8] {
    var conditions = [#""DateLessThan":{"AWS:EpochTime":\#(expires)}"#]
    if let starts { conditions.append(#""DateGreaterThan":{"AWS:EpochTime":\#(starts)}"#) }
    if let source { conditions.append(#""IpAddress":{"AWS:SourceIp":"\#(source)"}"#) }
    return Array(#"{"Statement":[{"Resource":""#.utf8) + resource
      + Array(#"","Condition":{\#(conditions.joined(separator: ","))}}]}"#.utf8)
  }

  /// Why `viewer` may not have `url` now; nil if it may.
  package func refusal(of url: [UInt8], to viewer: IPAddress, now: Instant) -> AccessRefusal? {
    if let resource, !resource.matches(url) { return .otherResource }
    if now.secondsSinceEpoch >= end { return .expired }
    if let start, now.secondsSinceEpoch <= start { return .notYetValid }
    if let source, !source.contains(viewer) { return .otherAddress }
    return nil
  }
}
