/// Why a message was refused.
///
/// The connection cannot be used any more after one: where the next message begins is unknown.
package struct HTTPError: Error, Hashable, Sendable {
  package let reason: Reason

  package init(_ reason: Reason) { self.reason = reason }

  package enum Reason: UInt8, Hashable, Sendable, CaseIterable {
    /// A line that ends in LF alone, or CR without LF (RFC 9112 section 2.2).
    case bareLineFeed, bareCarriageReturn
    /// NUL or another control character, DEL included (RFC 9110 section 5.5).
    case controlCharacter
    /// More than one empty line before the start line (RFC 9112 section 2.2).
    case leadingEmptyLines
    /// The start line does not have its three parts with one space between (RFC 9112 sections 3 and 4).
    case startLine
    case methodToken
    case methodTooLong
    /// CONNECT: an edge is no tunnel.
    case connectMethod
    case target
    case targetTooLong
    /// Not `HTTP/` digit `.` digit.
    case versionSyntax
    case versionUnsupported
    /// The preface of HTTP/2 (RFC 9113 section 3.4) or a TLS handshake on a plain port.
    case http2Preface, tlsHandshake
    case statusCode
    /// A line that begins with white space (RFC 9112 section 5.2).
    case foldedLine
    /// Empty, not a token, or white space before the colon (RFC 9112 section 5.1).
    case fieldName
    case headTooLarge
    case tooManyFieldLines
    case missingHost, duplicateHost, invalidHost
    /// The authority of an absolute-form target is not the value of Host (RFC 9112 section 3.2.2).
    case hostMismatch
    /// Not a plain decimal number (RFC 9110 section 8.6).
    case contentLength
    case duplicateContentLength
    /// RFC 9112 section 6.1.
    case transferEncodingWithContentLength, transferEncodingInHTTP10
    case transferCodingUnknown, chunkedNotFinal
    case chunkSize, chunkExtension, chunkExtensionsTooLarge
    /// The octets of a chunk are not followed by CRLF.
    case chunkEnd
    case trailer, trailersTooLarge
    /// The connection ended inside the message (RFC 9112 section 8).
    case truncated
  }

  /// What a server answers. A fault in an origin's response is 502 whatever the reason.
  package var status: UInt16 {
    switch reason {
    // CloudFront answers 413 where RFC 9110 would have 431 and 414.
    case .headTooLarge, .targetTooLong, .chunkExtensionsTooLarge, .trailersTooLarge: 413
    case .tooManyFieldLines: 431
    case .methodTooLong, .connectMethod, .transferCodingUnknown: 501
    case .versionUnsupported: 505
    default: 400
    }
  }
}
