/// A setting of the lab that a drill runs with, in place of what the lab's files say: one of those that a sweep varies.
package struct LabChange: Hashable, Sendable {
  /// `ttl`, `interval` ...
  package var name: String
  /// As it is written.
  package var value: String

  package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}
