/// Why a query is answered as it is: what `edgesim explain` prints. Its JSON form is documented in docs/explain.md.
///
/// Made of what a responder did (`AnswerTrail`) and of the message that it wrote, never by deciding again.
package struct Explanation: Sendable, Encodable, Equatable {
  package struct Question: Sendable, Encodable, Equatable {
    package let name: String
    package let type: String
  }

  package struct Client: Sendable, Encodable, Equatable {
    package let name: String?
    package let resolver: String
    package let subnet: String?
    package let location: Location?
  }

  /// Where the client is.
  package struct Location: Sendable, Encodable, Equatable {
    /// `overrides`, `database` or `embedded-table`; nil: nobody knows.
    package let source: String?
    /// The block of which that is true.
    package let prefix: String
    package let continent: String?
    package let country: String?
    package let subdivision: String?
    package let latitude: Double?
    package let longitude: Double?
  }

  package struct Answer: Sendable, Encodable, Equatable {
    package let rcode: String
    package let authoritative: Bool
    /// `udp`; `tcp` where the answer over UDP is truncated.
    package let transport: String
    /// SCOPE PREFIX-LENGTH (RFC 7871); nil without a client subnet.
    package let scope: Int?
    package let answers: [Record]
    package let authorities: [Record]
    package let additional: [Record]
  }

  package struct Record: Sendable, Encodable, Equatable {
    package let name: String
    package let ttl: UInt32
    package let type: String
    package let data: String
  }

  package let question: Question
  package let client: Client
  /// The zone that answers; nil: none here holds the name.
  package let zone: String?
  /// The number that chose among weighted and multivalue records, in decimal (it has 64 bits).
  package let draw: String
  /// What the draw was made from.
  package var seed: String?
  package let steps: [LookupStep]
  package let answer: Answer
  /// The text of the extended error (RFC 8914) that `serve --explain` sends; empty if neither a policy nor a
  /// distribution's points of presence had a say.
  package let summary: String
  /// What may have been meant instead.
  package var hints: [String] = []
  package var draws: DrawReport?
}
