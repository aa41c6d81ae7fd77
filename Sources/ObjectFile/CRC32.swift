import CZlib

/// The checksum of a body (ISO 3309, as zlib has it), taken up piece by piece.
///
/// It finds every burst of up to 32 wrong bits, and of other damage all but one in 2^32. Damage is what it is for: who can
/// write to the file could write its checksums too.
package struct CRC32 {
  package private(set) var value: UInt32 = 0

  package init() {}

  package mutating func add(_ bytes: Span<UInt8>) {
    value = bytes.withUnsafeBufferPointer { bytes in
      UInt32(truncatingIfNeeded: crc32_z(uLong(value), bytes.baseAddress, bytes.count))
    }
  }

  /// Takes up `count` octets that have the checksum `other`.
  package mutating func add(_ other: CRC32, count: Int) {
    value = UInt32(truncatingIfNeeded: crc32_combine(uLong(value), uLong(other.value), count))
  }
}
