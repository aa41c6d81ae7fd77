/// Why words of a zone file are not a field of RDATA.
package struct RecordTextError: Error, Equatable, Sendable {
  /// What would have been right: "a number up to 255 is expected".
  package let expected: String
  /// The number of the word that is wrong, for fields of several words.
  package let word: Int

  init(_ expected: String, word: Int = 0) { (self.expected, self.word) = (expected, word) }
}
