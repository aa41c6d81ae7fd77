import Primitives
import SignedURLs

/// A policy of any octets is read or refused; so are a query string, cookies and base64 of them.
func fuzzAccessPolicy(_ input: [UInt8]) {
  if let policy = AccessPolicy(json: input) {
    _ = policy.refusal(of: input, to: IPAddress(v4: 0), now: Instant(secondsSinceEpoch: 0))
  }
  if let octets = URLSafeBase64.decode(input) {
    precondition(URLSafeBase64.decode(URLSafeBase64.encode(octets)) == octets, "base64 changes what it says")
  }
  var parameters = SignatureParameters()
  if let rest = parameters.take(query: input.span) {
    precondition(rest.count <= input.count, "more is left of a query than it was")
    var others = SignatureParameters()
    precondition(others.take(query: rest.span) == rest && !others.isSigned, "a part of the signature is left")
  }
  parameters.take(cookies: input.span)
  do throws(AccessRefusal) {
    try SignatureVerifier([:]).verify(
      parameters, input, plainURL: input, viewer: IPAddress(v4: 0), now: Instant(secondsSinceEpoch: 0))
    preconditionFailure("let in without a key")
  } catch {}
}
