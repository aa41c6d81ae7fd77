import EdgeCache
import EventLoop
import Primitives

/// An object store's contents: keys, and all versions of each. A value with `now` as argument; bounded by octets.
struct Bucket {
  struct Version {
    let id: String
    /// Nil: a delete marker.
    let body: ByteBlock?
    let entityTag: String
    let lastModified: Instant
    /// Content-Type, Cache-Control, `x-amz-meta-…`: what was given with the object.
    let headers: [Origin.Header]

    var size: Int { body?.count ?? 0 }
  }

  struct Full: Error {}

  var capacity: Int
  private(set) var octets = 0
  /// The newest last. Keys are octets: two that Unicode has for the same text are two.
  private var objects: [[UInt8]: [Version]] = [:]
  private var versions: UInt64 = 0

  init(capacity: Int) { self.capacity = capacity }

  // MARK: Objects

  /// Nil where there is none, or it has been deleted.
  func current(_ key: String) -> Version? { version(key, nil).flatMap { $0.body == nil ? nil : $0 } }

  /// The newest, a delete marker too, or the one with an id.
  func version(_ key: String, _ id: String?) -> Version? {
    let versions = objects[Array(key.utf8)]
    guard let id else { return versions?.last }
    return versions?.first { $0.id == id }
  }

  mutating func put(_ key: String, _ body: ByteBlock, _ headers: [Origin.Header], at now: Instant)
    throws(Full)
    -> Version
  {
    let tag = String(KeyedHash(seed: 0)(body.span), radix: 16)
    return try add(
      Version(id: nextID(), body: body, entityTag: "\"\(tag)\"", lastModified: now, headers: headers), key)
  }

  /// Puts a delete marker on top; older versions can still be had.
  mutating func delete(_ key: String, at now: Instant) throws(Full) -> Version {
    try add(Version(id: nextID(), body: nil, entityTag: "", lastModified: now, headers: []), key)
  }

  /// Removes one version for good; nil if there is none.
  mutating func remove(_ key: String, version id: String) -> Version? {
    let name = Array(key.utf8)
    guard let index = objects[name]?.firstIndex(where: { $0.id == id }),
      let version = objects[name]?.remove(at: index)
    else { return nil }
    octets -= cost(of: version, key)
    if objects[name]?.isEmpty == true { objects[name] = nil }
    return version
  }

  private mutating func add(_ version: Version, _ key: String) throws(Full) -> Version {
    guard octets + cost(of: version, key) <= capacity else { throw Full() }
    octets += cost(of: version, key)
    objects[Array(key.utf8), default: []].append(version)
    return version
  }

  private mutating func nextID() -> String {
    versions += 1
    return String(versions, radix: 36)
  }

  /// What a version holds, and some for the book-keeping: empty objects are not free.
  private func cost(of version: Version, _ key: String) -> Int {
    version.headers.reduce(version.size + key.utf8.count + Limits.objectOverhead) {
      $0 + $1.name.utf8.count + $1.value.utf8.count
    }
  }

  // MARK: Listing

  struct Listing {
    var entries: [(key: String, version: Version)] = []
    /// There are more behind the last.
    var isTruncated = false
  }

  /// Keys in the order of their octets that begin with `prefix` and come after `start`, `most` of them at most.
  /// `allVersions`: every version, the newest of a key first, delete markers too; `marker` is the version of `start` after
  /// which the list goes on.
  func list(prefix: String, after start: String, marker: String? = nil, most: Int, allVersions: Bool)
    -> Listing
  {
    var listing = Listing()
    let (prefix, start) = (Array(prefix.utf8), Array(start.utf8))
    let goesOnWithin = allVersions && marker != nil
    let keys = objects.keys.filter { key in
      key.starts(with: prefix) && (start.lexicographicallyPrecedes(key) || goesOnWithin && key == start)
    }
    for key in keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let all = objects[key] ?? []
      var versions = allVersions ? all.reversed() : all.suffix(1).filter { $0.body != nil }
      if key == start { versions = Array(versions.drop { $0.id != marker }.dropFirst()) }
      for version in versions {
        guard listing.entries.count < most else {
          listing.isTruncated = true
          return listing
        }
        listing.entries.append((String(decoding: key, as: UTF8.self), version))
      }
    }
    return listing
  }
}
