/// Every bound on what a peer may send, with its reason.
package enum Limits {
  /// Octets of start line and field lines, to the end of the empty line: CloudFront's limit for viewers' requests and
  /// for origins' responses.
  package static let headBytes = 20_480
  /// Octets of the request target: CloudFront's limit for a URL.
  package static let targetBytes = 8_192
  /// Longest method token: twice the longest registered one (`UPDATEREDIRECTREF`, 17), and no room for garbage.
  package static let methodBytes = 32
  /// Field lines of a head: what Apache allows; work for each request stays bounded however short the lines are.
  package static let fieldLines = 100
  /// Hex digits of a chunk size: as many as 64 bits have.
  package static let chunkSizeDigits = 16
  /// Octets of chunk extensions in one body: nobody sends them in earnest, and unbounded they make a cheap way to keep
  /// a server reading without a body (CVE-2023-39326).
  package static let chunkExtensionBytes = 4_096
  /// Octets of the trailer section, which is read and dropped.
  package static let trailerBytes = 8_192
  /// Digits of Content-Length: one less than would overflow 64 bits.
  package static let contentLengthDigits = 18
}
