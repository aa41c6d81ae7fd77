import Geo
import Primitives

/// A condition on a request: `Statement` of the AWS WAFv2 API.
package indirect enum WebACLStatement: Hashable, Sendable {
  /// `IPSetReferenceStatement`: the viewer's address is in one of the networks.
  case addresses([IPPrefix])
  /// `GeoMatchStatement`
  case countries([Country])
  case byteMatch(ByteMatch)
  case rateBased(RateBased)
  case and([WebACLStatement])
  case or([WebACLStatement])
  case not(WebACLStatement)

  package struct ByteMatch: Hashable, Sendable {
    /// `FieldToMatch`
    package enum Field: Hashable, Sendable {
      case uriPath, queryString, method
      /// Every line of that name; lower case.
      case singleHeader(String)
    }

    /// `TextTransformation`, in the order they are applied.
    package enum Transformation: String, Hashable, Sendable, CaseIterable {
      case none = "NONE"
      case lowercase = "LOWERCASE"
      case urlDecode = "URL_DECODE"
    }

    package enum Position: String, Hashable, Sendable, CaseIterable {
      case exactly = "EXACTLY"
      case startsWith = "STARTS_WITH"
      case endsWith = "ENDS_WITH"
      case contains = "CONTAINS"
      /// Between octets other than letters, digits and `_`.
      case containsWord = "CONTAINS_WORD"
    }

    package var searchString: [UInt8]
    package var field: Field
    package var transformations: [Transformation]
    package var position: Position

    package init(
      _ searchString: [UInt8], in field: Field, _ position: Position, transformations: [Transformation] = []
    ) {
      (self.searchString, self.field) = (searchString, field)
      (self.position, self.transformations) = (position, transformations)
    }
  }

  package struct RateBased: Hashable, Sendable {
    /// Requests within the window; from the next on the rule's action holds.
    package var limit: Int
    /// `EvaluationWindowSec`
    package var windowSeconds: Int64
    /// `AggregateKeyType` `CONSTANT`: all viewers together. Else each address by itself (`IP`).
    package var countsAllTogether: Bool
    /// Only what it matches is counted and acted on.
    package var scopeDown: WebACLStatement?

    package init(
      limit: Int, windowSeconds: Int64 = 300, countsAllTogether: Bool = false,
      scopeDown: WebACLStatement? = nil
    ) {
      (self.limit, self.windowSeconds) = (limit, windowSeconds)
      (self.countsAllTogether, self.scopeDown) = (countsAllTogether, scopeDown)
    }
  }
}
