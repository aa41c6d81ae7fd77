import Primitives

/// The checksums of a body, taken up piece by piece: of all of it, as its record has it, and of each block of
/// `Limits.checkedBytes`, by which any part of it can be checked when it is read again.
package struct BodyChecksums: Sendable {
  private var complete = CRC32()
  private var open = CRC32()
  /// Octets since the last block that is whole.
  private var openCount = 0
  private var whole: [UInt32] = []

  package init() {}

  package mutating func add(_ bytes: Span<UInt8>) {
    var offset = 0
    while offset < bytes.count {
      let count = min(bytes.count - offset, Limits.checkedBytes - openCount)
      open.add(bytes.extracting(offset..<offset + count))
      offset += count
      openCount += count
      if openCount == Limits.checkedBytes { endBlock() }
    }
  }

  private mutating func endBlock() {
    complete.add(open, count: openCount)
    whole.append(open.value)
    (open, openCount) = (CRC32(), 0)
  }

  /// Of all that has come.
  package var value: UInt32 {
    var value = complete
    value.add(open, count: openCount)
    return value.value
  }

  /// Of each block of what has come; the last may be shorter than the others.
  package var blocks: [UInt32] { openCount == 0 ? whole : whole + [open.value] }
}

extension [UInt32] {
  /// The blocks that have octets of `range`, whole, in a body of `count` octets: what is to be read to check them.
  package func blocks(around range: Range<Int>, count: Int) -> Range<Int> {
    let first = range.lowerBound / Limits.checkedBytes * Limits.checkedBytes
    let end = (range.upperBound + Limits.checkedBytes - 1) / Limits.checkedBytes * Limits.checkedBytes
    return first..<Swift.min(end, count)
  }

  /// Where in a body the first block begins that is not as it was; nil: all of `bytes`, which begin at `offset`, the
  /// beginning of a block, and end with one, are.
  package func firstDamage(in bytes: Span<UInt8>, at offset: Int) -> Int? {
    var start = 0
    while start < bytes.count {
      let end = Swift.min(start + Limits.checkedBytes, bytes.count)
      var checksum = CRC32()
      checksum.add(bytes.extracting(start..<end))
      let block = (offset + start) / Limits.checkedBytes
      guard block < count, self[block] == checksum.value else { return offset + start }
      start = end
    }
    return nil
  }
}
