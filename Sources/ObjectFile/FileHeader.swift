import Primitives

/// The first block of a file of objects.
///
/// ```
///  0 magic, 8 | version, 4 | key, 8 | CRC-32 of all that, 4
/// ```
package struct FileHeader: Hashable, Sendable {
  package enum Fault: Error, Hashable, Sendable {
    /// Nothing says that it is such a file: it is somebody else's.
    case foreign
    /// Written by a program that keeps objects in another way.
    case otherVersion(UInt32)
    case damaged
  }

  /// Drawn when the file is made. Headers of records are checked with it, so that nothing an origin puts in a body can be
  /// taken for a record.
  package var key: UInt64

  package init(key: UInt64) { self.key = key }

  private static let magic = Array("edgesim\u{1A}".utf8)
  private static let version: UInt32 = 1
  private static let count = 24

  package var encoded: [UInt8] {
    var bytes = Self.magic
    bytes.append(littleEndian: Self.version)
    bytes.append(littleEndian: key)
    var checksum = CRC32()
    let covered = bytes
    checksum.add(covered.span)
    bytes.append(littleEndian: checksum.value)
    return bytes
  }

  package init(reading bytes: Span<UInt8>) throws(Fault) {
    guard bytes.count >= Self.magic.count, bytes.extracting(0..<Self.magic.count).equals(Self.magic.span)
    else {
      throw .foreign
    }
    var offset = Self.magic.count
    guard let version = bytes.integer(UInt32.self, at: &offset) else { throw .damaged }
    guard version == Self.version else { throw .otherVersion(version) }
    guard let key = bytes.integer(UInt64.self, at: &offset) else { throw .damaged }
    var checksum = CRC32()
    checksum.add(bytes.extracting(0..<offset))
    guard bytes.integer(UInt32.self, at: &offset) == checksum.value else { throw .damaged }
    self.key = key
  }
}
