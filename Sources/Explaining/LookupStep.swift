/// One name looked up: the name asked for, then those that CNAME and DNAME records lead to.
package struct LookupStep: Sendable, Encodable, Equatable {
  package enum Found: String, Sendable, Encodable {
    case name, wildcard, delegation, redirection
    case noSuchName = "no-such-name"
  }

  package let name: String
  package let found: Found
  /// Whose records answer, where it is not the name: the wildcard, the zone cut, the owner of the DNAME record.
  package let owner: String?
  /// The types that stand there.
  package let types: [String]
  package let choices: [ChoiceExplanation]
}
