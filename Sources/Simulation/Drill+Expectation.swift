import Primitives

extension Drill {
  /// What a drill expects, counted from one of its events (else from its start).
  package struct Expectation: Sendable {
    package enum Fact: Hashable, Sendable {
      /// The check has that status within the limit.
      case becomes(check: String, isHealthy: Bool, Limit)
      /// The check has that status, and keeps it.
      case stays(check: String, isHealthy: Bool)
      /// Queries of the place (nil: of every place) are answered so within the time.
      case answers(place: Int?, Answers, within: Duration)
      /// Of the requests of the place (nil: of all) at most so many fail.
      case failedRequests(place: Int?, atMost: Int)
      /// A share of them, 0 to 1.
      case failedShare(place: Int?, atMost: Double)
      case measure(Measure)
    }

    package enum Limit: Hashable, Sendable {
      case within(Duration)
      /// As ``DetectionModel`` computes it, give or take one request interval of the check.
      case formula
    }

    package enum Answers: Hashable, Sendable {
      /// Exactly these, in any order.
      case addresses([IPAddress])
      /// What the place was answered first.
      case initial
    }

    package var fact: Fact
    /// The number of the event it is counted from; nil: the start.
    package var after: Int?
    /// The number of the event that ends what it looks at; nil: the end.
    package var until: Int?

    package init(_ fact: Fact, after: Int? = nil, until: Int? = nil) {
      (self.fact, self.after, self.until) = (fact, after, until)
    }
  }
}
