import HTTPWire
import Primitives

/// Which of a viewer's headers an origin gets beside the keyed ones: `OriginRequestPolicy.Headers` ready for use.
struct OriginForwarding {
  private enum Viewer {
    case none
    case listed([[UInt8]])
    case allBut([[UInt8]])
    case legacy
  }

  private let viewer: Viewer
  /// Headers made of what is known about the viewer, in the order of `GeneratedHeader`.
  let generated: [GeneratedHeader]

  /// Without a policy only what the cache policy keys goes along.
  init(_ policy: OriginRequestPolicy?, keyed: [String]) {
    let isMade = { (name: String) in GeneratedHeader(name) != nil }
    var made = keyed.filter(isMade)
    switch policy?.headers {
    case nil, .some(.none): viewer = .none
    case .whitelist(let names):
      viewer = .listed(Self.bytes(names))
      made += names.filter(isMade)
    case .allViewer: viewer = .allBut([])
    case .allViewerAndWhitelistCloudFront(let names):
      viewer = .allBut([])
      made += names
    case .allExcept(let names):
      viewer = .allBut(Self.bytes(names))
      made += GeneratedHeader.allCases.filter(\.comesUnnamed).map { $0.spelling.lowercased() }
        .filter { !names.contains($0) }
    case .legacy: viewer = .legacy
    }
    generated = GeneratedHeader.allCases.filter { made.contains($0.spelling.lowercased()) }
  }

  /// - Parameter keepsAuthorization: the method is one that is never answered from the store.
  func forwards(_ name: Span<UInt8>, _ known: FieldName, keepsAuthorization: Bool) -> Bool {
    // What looks like the edge's own must be the edge's own.
    if name.hasPrefixIgnoringCase("x-edge-") || name.hasPrefixIgnoringCase("x-amz-cf-") { return false }
    if known == .other, name.hasPrefixIgnoringCase("cloudfront-") { return false }
    switch viewer {
    case .none: return known == .authorization && keepsAuthorization
    case .listed(let names):
      return Self.contains(name, names) || (known == .authorization && keepsAuthorization)
    case .allBut(let names): return !Self.contains(name, names)
    case .legacy: return Self.isForwardedUnasked(name, known, keepsAuthorization: keepsAuthorization)
    }
  }

  /// "HTTP request headers and CloudFront behavior" of the developer guide, the column of custom origins.
  private static func isForwardedUnasked(
    _ name: Span<UInt8>, _ known: FieldName, keepsAuthorization: Bool
  ) -> Bool {
    switch known {
    case .accept, .acceptCharset, .acceptLanguage, .referer, .expect, .userAgent, .host, .acceptEncoding:
      false
    case .authorization: keepsAuthorization
    default:
      !name.hasPrefixIgnoringCase("proxy-") && !name.equalsIgnoringCase("x-forwarded-proto")
        && !name.equalsIgnoringCase("x-http-method-override") && !name.equalsIgnoringCase("x-real-ip")
    }
  }

  private static func bytes(_ names: [String]) -> [[UInt8]] { names.map { Array($0.lowercased().utf8) } }

  private static func contains(_ name: Span<UInt8>, _ names: [[UInt8]]) -> Bool {
    for listed in names where listed.span.equalsIgnoringCase(name) { return true }
    return false
  }
}
