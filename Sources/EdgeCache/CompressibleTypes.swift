import HTTPWire
import Primitives

/// The media types that CloudFront compresses ("File types that CloudFront compresses" of the developer guide).
enum CompressibleTypes {
  private static let known = Set(list.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) })

  /// Whether the type that `Content-Type` names is one of them; parameters and letter case do not count (RFC 9110 section
  /// 8.3.1).
  static func contains(_ contentType: Span<UInt8>) -> Bool {
    let end = contentType.firstIndex(of: UInt8(ascii: ";"), in: contentType.indices) ?? contentType.count
    var essence: [UInt8] = []
    for index in contentType.trimmed(0..<end) { essence.append(contentType[index].asciiLowercased) }
    return known.contains(essence)
  }

  private static let list = """
    application/dash+xml application/eot application/font application/font-sfnt application/javascript
    application/json application/opentype application/otf application/pkcs7-mime application/protobuf
    application/rss+xml application/truetype application/ttf application/vnd.apple.mpegurl
    application/vnd.mapbox-vector-tile application/vnd.ms-fontobject application/xhtml+xml application/xml
    application/x-font-opentype application/x-font-truetype application/x-font-ttf application/x-httpd-cgi
    application/x-javascript application/x-mpegurl application/x-opentype application/x-otf application/x-perl
    application/x-ttf
    font/eot font/opentype font/otf font/ttf
    image/svg+xml
    text/css text/csv text/html text/javascript text/js text/plain text/richtext text/tab-separated-values text/xml
    text/x-component text/x-java-source text/x-script
    vnd.apple.mpegurl
    """
}
