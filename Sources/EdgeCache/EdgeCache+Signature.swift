import HTTPWire
import Primitives
import SignedURLs

// Signed URLs and cookies: who may have what a behaviour with trusted key groups answers.

extension EdgeCache {
  /// Why the request may not be answered; nil if it is signed for what it asks. A signed URL goes before cookies.
  func signatureRefusal(
    _ request: borrowing RequestHead, _ target: RequestTarget, _ exchange: Exchange,
    _ verifier: SignatureVerifier, now: Instant
  ) -> AccessRefusal? {
    var parameters = SignatureParameters()
    let query = target.query.flatMap { parameters.take(query: request.target.span.extracting($0)) }
    if !parameters.isSigned {
      parameters = SignatureParameters()
      for index in request.fields.indices where request.fields.known(index) == .cookie {
        parameters.take(cookies: request.fields.value(index))
      }
    }
    var resource = target.path.isEmpty ? [UInt8(ascii: "/")] : Array(request.target[target.path])
    if let query { resource += [UInt8(ascii: "?")] + query }
    let scheme = Array((exchange.viewerScheme == .https ? "https://" : "http://").utf8)
    let url = scheme + key.host + port(request, target) + resource
    do throws(AccessRefusal) {
      try verifier.verify(
        parameters, url, plainURL: scheme + key.host + resource, viewer: exchange.viewer, now: now)
      return nil
    } catch {
      return error
    }
  }

  /// `:8080` of the host that was asked for; empty without one.
  private func port(_ request: borrowing RequestHead, _ target: RequestTarget) -> [UInt8] {
    var authority: [UInt8] = []
    if let range = target.authority {
      authority = Array(request.target[range])
    } else if let index = request.fields.first(.host) {
      authority = Array(copying: request.fields.value(index))
    }
    let digits = authority.reversed().prefix { $0.isASCIIDigit }.count
    guard digits > 0, digits < authority.count,
      authority[authority.count - digits - 1] == UInt8(ascii: ":")
    else { return [] }
    return Array(authority.suffix(digits + 1))
  }
}

extension ResultReason {
  /// The reason of a 403 for want of a good signature.
  init(_ refusal: AccessRefusal) {
    self =
      switch refusal {
      case .unsigned: .unsigned
      case .incomplete: .signatureIncomplete
      case .unknownKey: .signatureUnknownKey
      case .unknownHash: .signatureUnknownHash
      case .malformedEncoding: .signatureMalformedEncoding
      case .malformedPolicy: .signatureMalformedPolicy
      case .signatureMismatch: .signatureMismatch
      case .otherResource: .signatureOtherResource
      case .expired: .signatureExpired
      case .notYetValid: .signatureNotYetValid
      case .otherAddress: .signatureOtherAddress
      }
  }
}
