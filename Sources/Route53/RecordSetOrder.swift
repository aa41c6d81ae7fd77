import DNSWire

/// Where a record set stands in what ListResourceRecordSets prints: by labels from the right, then by type, then by
/// SetIdentifier (Route 53 API).
package struct RecordSetOrder: Comparable {
  private let labels: [String]
  private let type: String
  private let identifier: String

  /// `name` and the rest as the API prints them.
  package init(name: String, type: String, identifier: String) {
    labels = name.split(separator: ".").reversed().map(String.init)
    (self.type, self.identifier) = (type, identifier)
  }

  /// That of a ResourceRecordSet.
  package init(_ set: JSONValue) {
    self.init(
      name: set["Name"]?.text ?? "", type: set["Type"]?.text ?? "",
      identifier: set["SetIdentifier"]?.text ?? "")
  }

  package static func < (a: RecordSetOrder, b: RecordSetOrder) -> Bool {
    if a.labels != b.labels {
      return a.labels.lexicographicallyPrecedes(b.labels) {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
    }
    if a.type != b.type { return a.type < b.type }
    return a.identifier.utf8.lexicographicallyPrecedes(b.identifier.utf8)
  }
}
