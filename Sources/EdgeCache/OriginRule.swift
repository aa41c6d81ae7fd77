/// Sends requests of some viewers to a target of their own: paid members here, others there. The first rule of a
/// behaviour that holds wins; where none does, its `TargetOriginId` is asked.
///
/// Our own: CloudFront leaves it to functions. Rules look at what the viewer sent, whether or not the cache policy
/// forwards it; objects of different targets have different keys.
package struct OriginRule: Hashable, Sendable {
  package enum Field: Hashable, Sendable {
    /// Case-sensitive.
    case cookie(String)
    case header(String)
  }

  package var field: Field
  /// One of them is the whole value; empty: any value, if only the field is there.
  package var values: [String]
  /// `Origin.id` or `OriginGroup.id` in the same distribution.
  package var targetOriginID: String

  package init(_ field: Field, values: [String] = [], targetOriginID: String) {
    (self.field, self.values, self.targetOriginID) = (field, values, targetOriginID)
  }
}
