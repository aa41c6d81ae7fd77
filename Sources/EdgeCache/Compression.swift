import HTTPCaching
import HTTPWire
import Primitives

/// Whether a response is compressed on its way from the origin, and if not, why: "Conditions for compression" of the
/// developer guide.
enum Compression: Hashable {
  case applied(ContentCoding)
  case refused(Refusal)

  enum Refusal: String, Hashable, CaseIterable {
    case behavior = "Compress is off in the behavior"
    case policy = "the cache policy has neither EnableAcceptEncodingGzip nor EnableAcceptEncodingBrotli"
    case cachingDisabled = "all TTLs of the cache policy are zero"
    case notAccepted =
      "the viewer accepts none of the codings that the cache policy has on, or speaks HTTP/1.0"
    case noContent = "the response has no content of its own: HEAD, or a part"
    case status = "the status is none of 200, 403 and 404"
    case encoded = "the origin has sent Content-Encoding"
    case noTransform = "the origin forbids it: Cache-Control: no-transform"
    case contentType = "Content-Type is none that CloudFront compresses"
    case lengthUnknown = "the origin has sent no Content-Length"
    case tooSmall = "Content-Length is less than 1,000"
    case tooLarge = "Content-Length is more than 10,000,000"
  }

  /// - Parameters:
  ///   - head: of the origin's response.
  ///   - isPart: it is a 206 to a range that was asked for.
  ///   - accepted: by the viewer, as the cache key has it.
  init(
    _ head: borrowing ResponseHead, method: RequestHead.Method, isPart: Bool, accepted: AcceptedEncoding,
    _ behavior: CompiledBehavior
  ) {
    if let refusal = Self.refusal(behavior) ?? Self.refusal(head, method, isPart: isPart, behavior.semantics)
    {
      self = .refused(refusal)
    } else if let coding = accepted.preferred {
      self = .applied(coding)
    } else {
      self = .refused(.notAccepted)
    }
  }

  private static func refusal(_ behavior: CompiledBehavior) -> Refusal? {
    if !behavior.compresses { return .behavior }
    if behavior.isCachingDisabled { return .cachingDisabled }
    return behavior.gzip || behavior.br ? nil : .policy
  }

  private static func refusal(
    _ head: borrowing ResponseHead, _ method: RequestHead.Method, isPart: Bool, _ semantics: CacheSemantics
  ) -> Refusal? {
    if method == .head || isPart { return .noContent }
    guard head.status == 200 || head.status == 403 || head.status == 404 else { return .status }
    if head.fields.contains(.contentEncoding) { return .encoded }
    if semantics.heedsNoTransform, head.fields.list(.cacheControl, contains: "no-transform") {
      return .noTransform
    }
    guard let type = head.fields.first(.contentType), CompressibleTypes.contains(head.fields.value(type))
    else {
      return .contentType
    }
    guard let length = head.declaredLength, !head.fields.contains(.transferEncoding) else {
      return .lengthUnknown
    }
    if length < Limits.smallestCompressed { return .tooSmall }
    return length > Limits.largestCompressed ? .tooLarge : nil
  }
}

extension AcceptedEncoding {
  /// `br` wins (developer guide, "How CloudFront compression works").
  var preferred: ContentCoding? {
    switch self {
    case .absent, .identity: nil
    case .gzip: .gzip
    case .br, .brGzip: .br
    }
  }
}
