import EdgeCache
import Primitives
import Testing

@testable import Serving

/// What an object store keeps: versions, delete markers (the S3 API's words), and how much of them.
@Suite struct BucketTests {
  private let now = Instant(secondsSinceEpoch: 100)
  private let roomy = 1 << 20

  private func keys(_ listing: Bucket.Listing) -> [String] { listing.entries.map(\.key) }

  @Test func `the newest version is current, and older ones go by their id`() throws {
    var bucket = Bucket(capacity: roomy)
    let first = try bucket.put("a", ByteBlock([1]), [], at: now)
    let second = try bucket.put(
      "a", ByteBlock([2, 2]), [Origin.Header(name: "Content-Type", value: "text/plain")], at: now)
    #expect(first.id != second.id && first.entityTag != second.entityTag)
    #expect(bucket.current("a")?.id == second.id && bucket.current("a")?.size == 2)
    #expect(bucket.current("a")?.headers.map(\.value) == ["text/plain"])
    #expect(
      bucket.version("a", first.id)?.size == 1 && bucket.version("a", first.id)?.headers.isEmpty == true)
    #expect(bucket.version("a", "none") == nil && bucket.version("b", first.id) == nil)
    #expect(bucket.current("b") == nil)
  }

  @Test func `the same content has the same entity tag`() throws {
    var bucket = Bucket(capacity: roomy)
    let tag = try bucket.put("a", ByteBlock([1, 2]), [], at: now).entityTag
    #expect(try bucket.put("b", ByteBlock([1, 2]), [], at: now).entityTag == tag)
    #expect(try bucket.put("c", ByteBlock([2, 1]), [], at: now).entityTag != tag)
  }

  @Test func `a delete marker hides an object, and its removal brings it back`() throws {
    var bucket = Bucket(capacity: roomy)
    let version = try bucket.put("a", ByteBlock([1]), [], at: now)
    let marker = try bucket.delete("a", at: now)
    #expect(bucket.current("a") == nil && bucket.version("a", nil)?.body == nil)
    #expect(bucket.version("a", version.id)?.size == 1)
    #expect(bucket.remove("a", version: marker.id)?.id == marker.id)
    #expect(bucket.current("a")?.id == version.id)
    #expect(bucket.remove("a", version: marker.id) == nil && bucket.remove("b", version: version.id) == nil)
  }

  @Test func `what is put takes room until its version is removed, an empty object and a marker, too`() throws
  {
    var bucket = Bucket(capacity: roomy)
    let version = try bucket.put("a", ByteBlock([]), [], at: now)
    let empty = bucket.octets
    #expect(empty > 0)
    let header = Origin.Header(name: "n", value: "vv")
    let other = try bucket.put("bb", ByteBlock([1, 2, 3]), [header], at: now)
    #expect(bucket.octets == 2 * empty + 1 + 3 + 3)
    let marker = try bucket.delete("a", at: now)
    #expect(bucket.octets == 3 * empty + 7)
    for (key, id) in [("a", version.id), ("bb", other.id), ("a", marker.id)] {
      _ = bucket.remove(key, version: id)
    }
    #expect(bucket.octets == 0)
  }

  @Test func `one octet too many is refused, and changes nothing`() throws {
    var measure = Bucket(capacity: roomy)
    _ = try measure.put("a", ByteBlock([1, 2]), [], at: now)
    var bucket = Bucket(capacity: measure.octets)
    #expect(throws: Bucket.Full.self) { try bucket.put("a", ByteBlock([1, 2, 3]), [], at: now) }
    #expect(bucket.octets == 0 && bucket.version("a", nil) == nil)
    _ = try bucket.put("a", ByteBlock([1, 2]), [], at: now)
    #expect(throws: Bucket.Full.self) { try bucket.delete("a", at: now) }
    #expect(bucket.current("a")?.size == 2)
  }

  @Test func `a list is in the order of octets, after a prefix and a key`() throws {
    var bucket = Bucket(capacity: roomy)
    for key in ["b/2", "a", "b/10", "B", "b/1", "\u{E4}"] {
      _ = try bucket.put(key, ByteBlock([1]), [], at: now)
    }
    _ = try bucket.put("gone", ByteBlock([1]), [], at: now)
    _ = try bucket.delete("gone", at: now)
    func list(_ prefix: String, _ start: String, _ most: Int) -> Bucket.Listing {
      bucket.list(prefix: prefix, after: start, most: most, allVersions: false)
    }
    #expect(keys(list("", "", 10)) == ["B", "a", "b/1", "b/10", "b/2", "\u{E4}"])
    #expect(keys(list("b/", "b/1", 10)) == ["b/10", "b/2"])
    #expect(keys(list("b/", "b/2", 10)).isEmpty && keys(list("c", "", 10)).isEmpty)
    #expect(keys(list("", "", 2)) == ["B", "a"] && list("", "", 2).isTruncated)
    #expect(!list("", "", 6).isTruncated && list("", "", 0).isTruncated)
  }

  @Test func `all versions come newest first, and a page goes on within a key`() throws {
    var bucket = Bucket(capacity: roomy)
    let first = try bucket.put("a", ByteBlock([1]), [], at: now).id
    let marker = try bucket.delete("a", at: now).id
    let last = try bucket.put("a", ByteBlock([2]), [], at: now).id
    let other = try bucket.put("b", ByteBlock([3]), [], at: now).id
    func page(_ start: String, _ version: String?, most: Int) -> Bucket.Listing {
      bucket.list(prefix: "", after: start, marker: version, most: most, allVersions: true)
    }
    #expect(page("", nil, most: 9).entries.map(\.version.id) == [last, marker, first, other])
    let begun = page("", nil, most: 2)
    #expect(begun.entries.map(\.version.id) == [last, marker] && begun.isTruncated)
    let rest = page("a", marker, most: 2)
    #expect(rest.entries.map(\.version.id) == [first, other] && !rest.isTruncated)
    #expect(page("a", nil, most: 9).entries.map(\.version.id) == [other])
  }

  @Test func `keys are octets: one letter in two spellings is two keys`() throws {
    var bucket = Bucket(capacity: roomy)
    _ = try bucket.put("\u{E9}", ByteBlock([1]), [], at: now)
    _ = try bucket.put("e\u{301}", ByteBlock([1, 2]), [], at: now)
    #expect(bucket.current("\u{E9}")?.size == 1 && bucket.current("e\u{301}")?.size == 2)
    #expect(bucket.list(prefix: "e", after: "", most: 9, allVersions: false).entries.count == 1)
  }
}
