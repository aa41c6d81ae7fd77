import Geo
import HTTPWire
import Primitives

extension GeneratedHeader {
  /// Appends the value for the request of `exchange`. False where it is not known: then nothing is appended, and there is
  /// no header. Allocates nothing, for values may be in cache keys.
  func appendValue(for exchange: Exchange, to bytes: inout [UInt8]) -> Bool {
    if exchange.isFromCache { return appendReceived(exchange.request.fields, to: &bytes) }
    let location = exchange.viewerLocation
    switch self {
    case .isAndroidViewer, .isDesktopViewer, .isIOSViewer, .isMobileViewer, .isSmartTVViewer, .isTabletViewer:
      bytes.append(DeviceKind(exchange.request.fields).matches(self) ? "true" : "false")
    case .address: Self.append(exchange.viewer, port: exchange.viewerPort, to: &bytes)
    case .country: return Self.append(location.country?.description, to: &bytes)
    case .countryRegion: return Self.append(location.subdivision?.description, to: &bytes)
    case .latitude: return Self.append(degrees: location.coordinates?.latitude, to: &bytes)
    case .longitude: return Self.append(degrees: location.coordinates?.longitude, to: &bytes)
    case .httpVersion: bytes.append(exchange.request.minorVersion == 0 ? "1.0" : "1.1")
    case .forwardedProto: bytes.append(exchange.viewerScheme == .https ? "https" : "http")
    case .headerCount: bytes.append(decimal: exchange.request.fields.count)
    case .headerOrder: Self.appendNames(of: exchange.request.fields, to: &bytes)
    case .asn, .city, .countryName, .countryRegionName, .metroCode, .postalCode, .timeZone, .tls,
      .ja3Fingerprint:
      return false
    }
    return true
  }

  /// The cache that the viewer asked has made them all.
  private func appendReceived(_ fields: borrowing Fields, to bytes: inout [UInt8]) -> Bool {
    let name = spelling.utf8
    guard let index = fields.first(named: name.span) else { return false }
    bytes.append(span: fields.value(index))
    return true
  }

  private static func append(_ viewer: IPAddress, port: UInt16, to bytes: inout [UInt8]) {
    let isBracketed = viewer.family == .v6
    if isBracketed { bytes.append("[") }
    bytes.append(contentsOf: viewer.description.utf8)
    bytes.append(isBracketed ? "]:" : ":")
    bytes.append(decimal: Int(port))
  }

  /// Codes of a few letters, which need no memory.
  private static func append(_ code: String?, to bytes: inout [UInt8]) -> Bool {
    guard let code else { return false }
    bytes.append(contentsOf: code.utf8)
    return true
  }

  private static func appendNames(of fields: borrowing Fields, to bytes: inout [UInt8]) {
    for index in fields.indices {
      if index > 0 { bytes.append(UInt8(ascii: ":")) }
      bytes.append(span: fields.name(index))
    }
  }

  /// Five digits after the point, as in the guide's example.
  private static func append(degrees value: Double?, to bytes: inout [UInt8]) -> Bool {
    guard let value else { return false }
    let hundredThousandths = Int((value * 100_000).rounded())
    var (whole, rest) = abs(hundredThousandths).quotientAndRemainder(dividingBy: 100_000)
    if hundredThousandths < 0 { bytes.append("-") }
    bytes.append(decimal: whole)
    bytes.append(".")
    whole = 10_000
    while whole > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / whole))
      (rest, whole) = (rest % whole, whole / 10)
    }
    return true
  }
}
