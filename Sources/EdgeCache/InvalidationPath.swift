import Primitives

/// One item of an invalidation: a path, a path with `*` at its end, or a tag (`#tag`).
///
/// Letter case counts in paths, not in tags. The query string belongs to the path where it is part of the cache key.
/// Every variant of what is named goes.
package enum InvalidationPath: Hashable, Sendable {
  /// `/a.jpg`, `/a.jpg?x=1`
  case path(String)
  /// What stands before the `*`, which stands for anything, `/` included.
  case prefix(String)
  case tag(String)

  package struct Refused: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// Reads `/a`, `/a/*`, `#tag`. A `*` elsewhere is a `*`.
  package init(parsing text: String) throws(Refused) {
    let octets = Array(text.utf8)
    guard octets.count <= Limits.invalidationPathBytes else {
      throw Refused(
        description: "'\(text.prefix(40))...' is longer than \(Limits.invalidationPathBytes) characters")
    }
    if octets.first == UInt8(ascii: "#") {
      let tag = Array(octets.dropFirst())
      guard CacheTags.isTag(tag.span) else {
        throw Refused(
          description:
            "'\(text)' is no tag; expected # and 1 to \(Limits.tagBytes) visible ASCII characters without comma"
        )
      }
      self = .tag(String(text.dropFirst()))
      return
    }
    guard octets.first == UInt8(ascii: "/") else {
      throw Refused(description: "'\(text)' is no path; expected one that begins with /, or #tag")
    }
    guard octets.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Refused(
        description: "'\(text)' has characters that a URL cannot have; expected them percent-encoded")
    }
    guard !octets.contains(UInt8(ascii: "~")) else {
      throw Refused(
        description: "'\(text)' has a ~, which CloudFront does not invalidate; end the path with * before it")
    }
    self = octets.last == UInt8(ascii: "*") ? .prefix(String(text.dropLast())) : .path(text)
  }

  /// As it was written.
  package var text: String {
    switch self {
    case .path(let path): path
    case .prefix(let prefix): prefix + "*"
    case .tag(let tag): "#" + tag
    }
  }

  package var isWildcard: Bool { if case .prefix = self { true } else { false } }
}

/// What an `InvalidationPath` of one distribution looks for in a cache.
enum InvalidationTarget: Hashable {
  /// `needsQuery`: the prefix ends where a query string begins, and a key without one is not meant.
  case keys(prefix: [UInt8], needsQuery: Bool = false)
  case tag(UInt64)

  init(_ path: InvalidationPath, distributionID: String, _ hash: KeyedHash) {
    let id = Array(distributionID.utf8)
    switch path {
    case .path(let path): self = .keys(prefix: KeyPrefix.of(Array(path.utf8), isWhole: true, in: id))
    case .prefix(let path):
      let bytes = Array(path.utf8)
      self = .keys(
        prefix: KeyPrefix.of(bytes, isWhole: false, in: id),
        needsQuery: bytes.firstIndex(of: UInt8(ascii: "?")) == bytes.count - 1)
    case .tag(let tag): self = .tag(CacheTags.hash(Array(tag.utf8).span, distributionID: id, hash))
    }
  }

  func matches(_ key: Span<UInt8>, _ tags: CacheTags?) -> Bool {
    switch self {
    case .keys(let prefix, let needsQuery):
      key.starts(with: prefix.span) && !(needsQuery && key.count > prefix.count && key[prefix.count] == 0xFF)
    case .tag(let tag): tags?.hashes.contains(tag) ?? false
    }
  }
}

/// How the keys of `RequestKey` begin for a path: since the octets of a length begin with 0 or 255, which no path has, a
/// key begins so exactly if its path and query do.
enum KeyPrefix {
  static func of(_ path: [UInt8], isWhole: Bool, in distributionID: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    append(distributionID[...], to: &bytes)
    let mark = path.firstIndex(of: UInt8(ascii: "?"))
    guard isWhole || mark != nil else { return bytes + path }
    append(path[..<(mark ?? path.endIndex)], to: &bytes)
    guard let mark else { return bytes + [0xFF, 0xFF, 0xFF] }
    let query = path[(mark + 1)...]
    guard isWhole else { return bytes + query }
    append(query, to: &bytes)
    return bytes
  }

  private static func append(_ part: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    bytes += part
    bytes += [UInt8(truncatingIfNeeded: part.count >> 16), UInt8(truncatingIfNeeded: part.count >> 8)]
    bytes.append(UInt8(truncatingIfNeeded: part.count))
  }
}
