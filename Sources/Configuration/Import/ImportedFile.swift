/// A file that an import makes.
package struct ImportedFile: Sendable, Equatable {
  /// Its name in the zones directory.
  package let name: String
  package let text: String
  /// What is in it: `12 record sets`.
  package let summary: String
}
