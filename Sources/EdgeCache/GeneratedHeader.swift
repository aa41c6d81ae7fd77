/// A header that CloudFront makes of what it knows about the viewer, where a policy asks for it ("Add CloudFront request
/// headers" of the developer guide).
package enum GeneratedHeader: String, Hashable, Sendable, CaseIterable {
  case isAndroidViewer = "CloudFront-Is-Android-Viewer"
  case isDesktopViewer = "CloudFront-Is-Desktop-Viewer"
  case isIOSViewer = "CloudFront-Is-IOS-Viewer"
  case isMobileViewer = "CloudFront-Is-Mobile-Viewer"
  case isSmartTVViewer = "CloudFront-Is-SmartTV-Viewer"
  case isTabletViewer = "CloudFront-Is-Tablet-Viewer"
  case address = "CloudFront-Viewer-Address"
  case asn = "CloudFront-Viewer-ASN"
  case city = "CloudFront-Viewer-City"
  case country = "CloudFront-Viewer-Country"
  case countryName = "CloudFront-Viewer-Country-Name"
  case countryRegion = "CloudFront-Viewer-Country-Region"
  case countryRegionName = "CloudFront-Viewer-Country-Region-Name"
  case httpVersion = "CloudFront-Viewer-Http-Version"
  case latitude = "CloudFront-Viewer-Latitude"
  case longitude = "CloudFront-Viewer-Longitude"
  case metroCode = "CloudFront-Viewer-Metro-Code"
  case postalCode = "CloudFront-Viewer-Postal-Code"
  case timeZone = "CloudFront-Viewer-Time-Zone"
  case tls = "CloudFront-Viewer-TLS"
  case forwardedProto = "CloudFront-Forwarded-Proto"
  case ja3Fingerprint = "CloudFront-Viewer-JA3-Fingerprint"
  case headerOrder = "CloudFront-Viewer-Header-Order"
  case headerCount = "CloudFront-Viewer-Header-Count"

  /// By name, letter case ignored.
  package init?(_ name: String) {
    let name = name.lowercased()
    guard let header = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else { return nil }
    self = header
  }

  package var spelling: String { rawValue }

  /// Those that nearly every viewer has for itself may not make keys.
  package var mayBeKeyed: Bool {
    switch self {
    case .address, .asn, .tls, .ja3Fingerprint: false
    default: true
    }
  }

  /// Whether it comes with "all but a list": headers of the device, the location, the protocol and TLS do, those that
  /// describe the viewer's own headers must be named.
  package var comesUnnamed: Bool { self != .headerOrder && self != .headerCount }

  /// Whether the edge ever knows the value: of places it knows what `Geo` does, of TLS nothing.
  package var isAvailable: Bool {
    switch self {
    case .asn, .city, .countryName, .countryRegionName, .metroCode, .postalCode, .timeZone, .tls,
      .ja3Fingerprint:
      false
    default: true
    }
  }
}
