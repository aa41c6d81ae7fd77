import EdgeCache
import Geo
import Primitives
import Simulation

/// An HTTP server inside the process: static files, objects and pages that are made up as asked for, films, and an object
/// store. They are looked through in the order of the properties.
package struct BuiltInOrigin: Hashable, Sendable {
  /// What stands in `DomainName` of a distribution's origin; lower case.
  package var name: String
  /// The AWS region it stands in, for drills that lose one; nil: none.
  package var region: AWSRegion?
  /// In order; the first whose pattern matches answers.
  package var objects: [Object]
  package var video: VideoOnDemand?
  /// Octets that the object store may hold; nil: there is none.
  package var storeCapacity: Int?
  /// Where static files are, ready to open: `directory` of the file, put behind the place of the file.
  package var directory: String?

  package init(
    name: String, directory: String? = nil, objects: [Object] = [], video: VideoOnDemand? = nil,
    storeCapacity: Int? = nil
  ) {
    (self.name, self.directory, self.objects) = (name, directory, objects)
    (self.video, self.storeCapacity) = (video, storeCapacity)
  }

  package struct Object: Hashable, Sendable {
    package enum Body: Hashable, Sendable {
      /// That many octets; which ones is the server's choice.
      case generated(octets: Int)
      case literal([UInt8])
      /// Made anew for each request.
      case page(PageTemplate)
    }

    /// `*` and `?` as in a cache behaviour's `PathPattern`.
    package var pathPattern: String
    package var body: Body
    package var contentType: String
    /// Sent as they are, in order.
    package var headers: [Origin.Header]
    package var status: UInt16
    /// Before the first octet of the answer.
    package var latency: Latency
    /// Chunked transfer coding in place of Content-Length.
    package var isChunked: Bool
    package var sendsETag: Bool
    package var sendsLastModified: Bool

    package init(
      pathPattern: String, body: Body, contentType: String = "application/octet-stream",
      headers: [Origin.Header] = [], status: UInt16 = 200, latency: Latency = .none, isChunked: Bool = false,
      sendsETag: Bool = true, sendsLastModified: Bool = true
    ) {
      (self.pathPattern, self.body, self.contentType) = (pathPattern, body, contentType)
      (self.headers, self.status, self.latency) = (headers, status, latency)
      (self.isChunked, self.sendsETag, self.sendsLastModified) = (isChunked, sendsETag, sendsLastModified)
    }
  }

  /// The file under `directory` that a request path names: percent-decoded, and nil where it would leave the
  /// directory or names no file (`..`, empty and hidden components, NUL, `\`).
  package static func relativeFilePath(of path: Span<UInt8>) -> String? {
    guard let decoded = percentDecoded(path), decoded.first == UInt8(ascii: "/") else { return nil }
    guard let text = String(validating: decoded.dropFirst(), as: UTF8.self) else { return nil }
    let components = text.split(separator: "/", omittingEmptySubsequences: false)
    guard
      components.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("\\") && !$0.contains("\0") })
    else { return nil }
    return text
  }

  private static func percentDecoded(_ path: Span<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    var index = 0
    while index < path.count {
      guard path[index] == UInt8(ascii: "%") else {
        decoded.append(path[index])
        index += 1
        continue
      }
      guard index + 2 < path.count, let high = path[index + 1].hexDigit, let low = path[index + 2].hexDigit
      else { return nil }
      decoded.append(high << 4 | low)
      index += 3
    }
    return decoded
  }
}

extension UInt8 {
  fileprivate var hexDigit: UInt8? {
    if isASCIIDigit { return self - 48 }
    return (97...102).contains(asciiLowercased) ? asciiLowercased - 87 : nil
  }
}
