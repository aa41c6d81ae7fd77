import Primitives

/// Which lines of an access log a cache answers, and how large what they ask for is.
///
/// Kept are GETs and HEADs that were answered 200 or 206 with a body, and 304, which takes the size of the latest 200
/// for its address and is dropped before the first. Query strings are no part of an object's name unless asked for:
/// CloudFront's default.
struct LoggedRequests: Sendable {
  let keepsQuery: Bool
  /// Size of the latest 200 of an address: 16 octets a name, for logs say nothing of the size behind a 304.
  private var sizes: [UInt64: Int] = [:]

  init(keepsQuery: Bool) { self.keepsQuery = keepsQuery }

  mutating func request(id: UInt64, status: Int, octets: Int, time: Int, client: UInt32) -> Request? {
    var request = Request(id: id, size: octets, time: time, client: client)
    switch status {
    case 200 where octets > 0: sizes[id] = octets
    case 206 where octets > 0: break
    case 304:
      guard let size = sizes[id] else { return nil }
      request.size = size
    default: return nil
    }
    return request
  }

  /// `GET` and `HEAD`; a HEAD has no body and is therefore kept for its 304 only.
  static func isRead(_ method: Span<UInt8>) -> Bool {
    method.isEqual(to: "GET") || method.isEqual(to: "HEAD")
  }
}
