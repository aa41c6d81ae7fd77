import EdgeCache

/// What a request is answered with, and why.
package struct HTTPExplanation: Hashable, Sendable, Encodable {
  /// A request to an origin, and what its answer becomes.
  package struct OriginTurn: Hashable, Sendable, Encodable {
    package var request: OriginRequestExplanation
    /// Of the response it is taken to give.
    package var status: UInt16
    package var fields: [String]
    package var store: StoreExplanation
    package var compression: CompressionExplanation
  }

  package var pop: String
  package var method: String
  package var target: String
  package var viewer: String
  package var request: RequestExplanation
  /// In the order they are asked: a primary, its secondary, the page of an error.
  package var origins: [OriginTurn] = []
  package var isResponseAssumed: Bool
  /// What the viewer gets; nil where it would wait.
  package var answer: RequestExplanation.Answer?
}
