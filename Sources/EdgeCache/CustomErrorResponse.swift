/// What viewers get in place of an error, and for how long the error is kept: `CustomErrorResponse` of the CloudFront
/// API.
package struct CustomErrorResponse: Hashable, Sendable {
  /// The status from the origin or from the edge itself: 400, 403, 404, 405, 414, 416 or 500...504.
  package var errorCode: UInt16
  /// Nil: the error is passed on as it is.
  package var page: Page?
  /// `ErrorCachingMinTTL`, seconds.
  package var errorCachingMinTTL: Int64

  package struct Page: Hashable, Sendable {
    /// `ResponsePagePath`, with its leading slash; fetched through the first behaviour that matches it.
    package var path: String
    /// What the viewer is told: 200 or a code as above.
    package var responseCode: UInt16

    package init(path: String, responseCode: UInt16) { (self.path, self.responseCode) = (path, responseCode) }
  }

  package init(errorCode: UInt16, page: Page? = nil, errorCachingMinTTL: Int64 = Self.defaultCachingMinTTL) {
    (self.errorCode, self.page, self.errorCachingMinTTL) = (errorCode, page, errorCachingMinTTL)
  }

  /// Seconds an error is held where the distribution says nothing.
  package static var defaultCachingMinTTL: Int64 { Limits.errorCachingMinTTL }
}
