import HTTPCaching
import HTTPWire
import Primitives

/// The tags an origin has put on a response, as hashes: letter case does not count, and the same tag in two distributions
/// is two.
struct CacheTags: Hashable {
  /// At most `Limits.tagsOfObject`, no two alike.
  let hashes: [UInt64]

  /// Nil without a tag. Members that are no tag (too long, not visible ASCII) are passed over.
  init?(_ response: borrowing Fields, named header: [UInt8], distributionID: [UInt8], _ hash: KeyedHash) {
    var hashes: [UInt64] = []
    var line = response.first(named: header.span)
    while let index = line {
      let value = response.value(index)
      var cursor = ListCursor()
      while let member = cursor.next(in: value), hashes.count < Limits.tagsOfObject {
        let tag = value.extracting(member)
        guard Self.isTag(tag) else { continue }
        let tagHash = Self.hash(tag, distributionID: distributionID, hash)
        if !hashes.contains(tagHash) { hashes.append(tagHash) }
      }
      line = response.first(named: header.span, from: index + 1)
    }
    guard !hashes.isEmpty else { return nil }
    self.hashes = hashes
  }

  /// Visible ASCII without comma, 256 octets at most.
  static func isTag(_ text: Span<UInt8>) -> Bool {
    guard !text.isEmpty, text.count <= Limits.tagBytes else { return false }
    for index in text.indices where !(0x21...0x7E).contains(text[index]) || text[index] == UInt8(ascii: ",") {
      return false
    }
    return true
  }

  static func hash(_ tag: Span<UInt8>, distributionID: [UInt8], _ hash: KeyedHash) -> UInt64 {
    var bytes = distributionID
    bytes.append(0)
    for index in tag.indices { bytes.append(tag[index].asciiLowercased) }
    return hash(bytes.span)
  }
}
