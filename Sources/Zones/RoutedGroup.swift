import DNSWire

/// The records of one name and type that have a routing policy, all the same one.
package struct RoutedGroup: Sendable {
  package let name: Name
  package let type: RecordType
  package let policy: RoutingPolicy.Kind
  /// In the order of their identifiers, as the API lists them.
  package let members: [Member]

  /// One RRset of the group (a ResourceRecordSet of the API).
  package struct Member: Sendable {
    package let annotation: RoutingAnnotation
    /// Where its RRset stands in the zone.
    package let set: Int
    /// Its number in `Zone.aliases`, -1 for records.
    package let alias: Int
    /// Where it stands in a file, for faults that only the caller can see: an unknown health check.
    package let file: String
    package let line: Int
    package let column: Int
  }
}
