import Testing

@testable import EdgeCache

/// "File types that CloudFront compresses"; parameters and letter case do not count (RFC 9110 section 8.3.1).
@Suite struct CompressibleTypeTests {
  @Test(arguments: [
    "text/html", "TEXT/HTML", "text/html; charset=utf-8", "text/html;charset=utf-8", " text/css ",
    "application/json",
    "image/svg+xml", "application/vnd.ms-fontobject", "vnd.apple.mpegurl", "font/eot",
  ])
  func `compressed`(type: String) {
    let octets = Array(type.utf8)
    let isCompressed = CompressibleTypes.contains(octets.span)
    #expect(isCompressed)
  }

  @Test(arguments: [
    "", ";", "text", "text/", "text/htm", "text/html x", "text/html, text/css", "image/png",
    "application/octet-stream",
    "font/woff2", "video/mp2t", "xtext/html",
  ])
  func `left alone`(type: String) {
    let octets = Array(type.utf8)
    let isCompressed = CompressibleTypes.contains(octets.span)
    #expect(!isCompressed)
  }
}
