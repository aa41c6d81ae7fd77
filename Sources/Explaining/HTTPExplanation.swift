import EdgeCache
import HTTPWire
import Primitives

/// What a request is answered with, and why.
package struct HTTPExplanation: Hashable, Sendable, Encodable {
  /// A request to an origin, and what its answer becomes.
  package struct OriginTurn: Hashable, Sendable, Encodable {
    /// How a request that was really sent has fared.
    package struct Passage: Hashable, Sendable, Encodable {
      /// Of a load balancer.
      package var target: String?
      /// Nil: its name has none.
      package var address: String?
      package var attempts: Int
      /// To the head of the response, or to the last failure.
      package var milliseconds: Double

      package init(target: String?, address: String?, attempts: Int, milliseconds: Double) {
        (self.target, self.address, self.attempts) = (target, address, attempts)
        self.milliseconds = milliseconds
      }
    }

    package var request: OriginRequestExplanation
    /// Of the response that came or is taken to come; nil where none came.
    package var status: UInt16?
    package var fields: [String]
    package var store: StoreExplanation?
    package var compression: CompressionExplanation?
    /// Nil where nothing was sent.
    package var passage: Passage?
    /// Why no response came.
    package var failure: String?

    /// A response, which came or is taken to come.
    package init(
      request: OriginRequestExplanation, status: UInt16, fields: [String], store: StoreExplanation,
      compression: CompressionExplanation, passage: Passage? = nil
    ) {
      (self.request, self.status, self.fields) = (request, status, fields)
      (self.store, self.compression, self.passage) = (store, compression, passage)
    }

    /// No response.
    package init(request: OriginRequestExplanation, passage: Passage, failure: String) {
      (self.request, self.fields, self.passage, self.failure) = (request, [], passage, failure)
    }
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
  /// Of the content that the viewer really got; nil where nothing was sent.
  package var octets: Int?
  /// What the same request got after it; nil: the origin would be asked again, or it was not for this.
  package var again: RequestExplanation.Answer?

  package init(
    pop: String, method: String, target: String, viewer: String, request: RequestExplanation,
    isResponseAssumed: Bool
  ) {
    (self.pop, self.method, self.target, self.viewer) = (pop, method, target, viewer)
    (self.request, self.isResponseAssumed) = (request, isResponseAssumed)
  }
}

extension Fields {
  /// `Name: value` of each.
  package var texts: [String] { indices.map { "\(name($0).text): \(value($0).text)" } }
}
