import Primitives

/// A content coding that the edge applies (RFC 9110 section 8.4.1; `br`: RFC 7932).
package enum ContentCoding: String, Hashable, Sendable, CaseIterable {
  case gzip, br
}

/// Applies a content coding to one body as it arrives. The shell has the codecs.
package protocol ContentEncoder: AnyObject {
  /// Appends what can be written so far; much of the input may stay inside. False: it cannot go on.
  func encode(_ input: Span<UInt8>, into output: inout [UInt8]) -> Bool
  /// Appends the rest. False: it cannot.
  func finish(into output: inout [UInt8]) -> Bool
}

/// Nil: no more at this time, and the body stays as it is.
package typealias MakeContentEncoder = (ContentCoding) -> (any ContentEncoder)?
