/// What many draws gave, beside what is to be expected.
package struct DrawReport: Sendable, Encodable, Equatable {
  package struct Outcome: Sendable, Encodable, Equatable {
    /// The record that was chosen for each name on the way: `www.example.com. 'blue'`.
    package let path: [String]
    /// Data of its records, or the distribution.
    package let records: [String]
    package let observed: Int
    package let observedShare: Double
    /// 0...1; of multivalue answers, the share that has the record.
    package let expectedShare: Double
  }

  package let draws: Int
  package let seed: String
  /// Empty where nothing is drawn: no alias and no policy.
  package let outcomes: [Outcome]
}
