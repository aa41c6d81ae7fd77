import Geo
import HTTPWire
import Primitives

extension GeneratedHeader {
  /// The value for the request of `exchange`; nil where it is not known, and then there is no header.
  func value(for exchange: Exchange) -> String? {
    // The cache that the viewer asked has made them all.
    if exchange.isFromCache { return exchange.request.fields[spelling] }
    let location = exchange.viewerLocation
    return switch self {
    case .isAndroidViewer, .isDesktopViewer, .isIOSViewer, .isMobileViewer, .isSmartTVViewer, .isTabletViewer:
      DeviceKind(exchange.request.fields).matches(self) ? "true" : "false"
    case .address:
      exchange.viewer.family == .v6
        ? "[\(exchange.viewer)]:\(exchange.viewerPort)" : "\(exchange.viewer):\(exchange.viewerPort)"
    case .country: location.country?.description
    case .countryRegion: location.subdivision?.description
    case .latitude: location.coordinates.map { Self.degrees($0.latitude) }
    case .longitude: location.coordinates.map { Self.degrees($0.longitude) }
    case .httpVersion: exchange.request.minorVersion == 0 ? "1.0" : "1.1"
    case .forwardedProto: exchange.viewerScheme == .https ? "https" : "http"
    case .headerCount: "\(exchange.request.fields.count)"
    case .headerOrder:
      Self.names(of: exchange.request.fields)
    case .asn, .city, .countryName, .countryRegionName, .metroCode, .postalCode, .timeZone, .tls,
      .ja3Fingerprint:
      nil
    }
  }

  private static func names(of fields: borrowing Fields) -> String {
    var text: [UInt8] = []
    for index in fields.indices {
      if index > 0 { text.append(UInt8(ascii: ":")) }
      text.append(span: fields.name(index))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Five digits after the point, as in the guide's example.
  private static func degrees(_ value: Double) -> String {
    let hundredThousandths = Int((value * 100_000).rounded())
    let (whole, rest) = abs(hundredThousandths).quotientAndRemainder(dividingBy: 100_000)
    let digits = String(rest)
    return
      "\(hundredThousandths < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: 5 - digits.count))\(digits)"
  }
}

/// What kind of device a viewer is, by words of its `User-Agent`. CloudFront does not say how it tells; these words tell
/// apart the browsers in use.
private struct DeviceKind {
  private let agent: String

  init(_ fields: borrowing Fields) { agent = (fields["User-Agent"] ?? "").lowercased() }

  private func has(_ words: String...) -> Bool { words.contains { agent.contains($0) } }

  func matches(_ header: GeneratedHeader) -> Bool {
    let isTV = has("smart-tv", "smarttv", "googletv", "appletv", "hbbtv", "netcast", "web0s", "tizen")
    let isTablet = !isTV && (has("ipad", "tablet", "kindle") || (has("android") && !has("mobile")))
    let isMobile = !isTV && !isTablet && has("mobile", "iphone", "ipod")
    return switch header {
    case .isAndroidViewer: has("android")
    case .isIOSViewer: has("iphone", "ipad", "ipod")
    case .isSmartTVViewer: isTV
    case .isTabletViewer: isTablet
    case .isMobileViewer: isMobile
    case .isDesktopViewer: !isTV && !isTablet && !isMobile
    default: false
    }
  }
}
