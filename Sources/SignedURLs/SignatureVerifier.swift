import Primitives

/// Whether a request is signed for what it asks, by one of the keys that a behaviour trusts.
package final class SignatureVerifier {
  private let keys: [String: SignatureKey]

  /// Keys by their `Key-Pair-Id`.
  package init(_ keys: [String: SignatureKey]) { self.keys = keys }

  /// Throws why the viewer may not have `url`.
  ///
  /// - Parameters:
  ///   - url: what was asked for, the signature's own parameters left out: `https://www.example.com/a?b=c`.
  ///   - plainURL: the same without the port of a host that has one; signatures for either are good.
  package func verify(
    _ parameters: SignatureParameters, _ url: [UInt8], plainURL: [UInt8], viewer: IPAddress, now: Instant
  ) throws(AccessRefusal) {
    guard parameters.isSigned else { throw .unsigned }
    guard let signature = parameters[.signature], let keyPairID = parameters[.keyPairID],
      parameters[.policy] != nil || parameters[.expires] != nil
    else { throw .incomplete }
    guard let key = keys[String(decoding: keyPairID, as: UTF8.self)] else { throw .unknownKey }
    guard let octets = URLSafeBase64.decode(signature) else { throw .malformedEncoding }
    let hash = try Self.hash(parameters[.hashAlgorithm])
    guard let policy = parameters[.policy] else {
      let expires = try Self.expiry(parameters[.expires])
      let candidates = url == plainURL ? [url] : [url, plainURL]
      let isGenuine = candidates.contains {
        key.verifies(octets, of: AccessPolicy.canned($0, expires: expires), hash)
      }
      guard isGenuine else { throw .signatureMismatch }
      if now.secondsSinceEpoch >= expires { throw .expired }
      return
    }
    guard let json = URLSafeBase64.decode(policy) else { throw .malformedEncoding }
    // What nobody has signed is not read.
    guard key.verifies(octets, of: json, hash) else { throw .signatureMismatch }
    guard let policy = AccessPolicy(json: json) else { throw .malformedPolicy }
    if let refusal = policy.refusal(of: url, to: viewer, now: now) {
      guard refusal == .otherResource, url != plainURL else { throw refusal }
      if let refusal = policy.refusal(of: plainURL, to: viewer, now: now) { throw refusal }
    }
  }

  private static func hash(_ name: [UInt8]?) throws(AccessRefusal) -> SignatureHash {
    guard let name else { return .sha1 }
    guard let hash = SignatureHash(rawValue: String(decoding: name, as: UTF8.self)) else {
      throw .unknownHash
    }
    return hash
  }

  private static func expiry(_ text: [UInt8]?) throws(AccessRefusal) -> Int64 {
    guard let text, let seconds = text.span.decimal else { throw .malformedEncoding }
    return Int64(seconds)
  }
}
