import HTTPWire

/// The `CustomErrorResponse`s of a distribution, ready for use.
struct ErrorPages {
  private let responses: [CustomErrorResponse]

  init(_ responses: [CustomErrorResponse]) { self.responses = responses }

  private func response(to status: UInt16) -> CustomErrorResponse? {
    responses.first { $0.errorCode == status }
  }

  /// `ErrorCachingMinTTL`, seconds.
  func cachingMinTTL(of status: UInt16) -> Int64 {
    response(to: status)?.errorCachingMinTTL ?? CustomErrorResponse.defaultCachingMinTTL
  }

  func page(for status: UInt16) -> CustomErrorResponse.Page? { response(to: status)?.page }
}

/// What an exchange is answered with in place of an error: a page that is fetched like any other object.
struct ErrorPage {
  /// What the viewer is told.
  let responseCode: UInt16
  /// GET for the page, with the viewer's fields but those of its body.
  let request: RequestHead
  /// Of the error.
  let reason: ResultReason

  init(_ page: CustomErrorResponse.Page, for request: borrowing RequestHead, _ reason: ResultReason) {
    (responseCode, self.reason) = (page.responseCode, reason)
    var own = RequestHead("GET", page.path)
    own.minorVersion = request.minorVersion
    for index in request.fields.indices {
      switch request.fields.known(index) {
      case .contentLength, .transferEncoding, .contentType, .contentEncoding, .range, .ifRange, .ifMatch,
        .ifNoneMatch, .ifModifiedSince, .ifUnmodifiedSince, .expect:
        continue
      default: own.fields.append(name: request.fields.name(index), value: request.fields.value(index))
      }
    }
    self.request = own
  }
}
