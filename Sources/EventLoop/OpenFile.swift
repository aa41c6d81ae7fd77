import CSystem
import Glibc
import Primitives

/// A file that connections send from. It stays open, and what is to be sent as it is, for as long as `owner` lives.
package struct OpenFile {
  let descriptor: Int32
  private let owner: AnyObject

  package init(descriptor: Int32, keeping owner: AnyObject) {
    (self.descriptor, self.owner) = (descriptor, owner)
  }

  /// The octets in memory; nil if they cannot be read.
  package func read(_ range: Range<Int>) -> SharedBytes? {
    let piece = FilePiece(count: range.count)
    let count = FileOctets.read(descriptor, into: piece.octets, at: range.lowerBound)
    guard count == range.count else { return nil }
    return SharedBytes(unsafe: UnsafeRawBufferPointer(piece.octets), in: piece)
  }
}

/// Octets of a file, read straight to where they are sent from. Unsafe, for arrays are filled with zeros first.
private final class FilePiece {
  let octets: UnsafeMutableRawBufferPointer

  init(count: Int) { octets = .allocate(byteCount: count, alignment: 16) }

  deinit { octets.deallocate() }
}

/// Reads and writes at places of a file, whole.
package enum FileOctets {
  /// The number of octets read, fewer only where the file ends; below zero -errno.
  package static func read(
    _ descriptor: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int
  ) -> Int {
    var count = 0
    while count < bytes.count {
      let more = csystem_read_at(
        descriptor, bytes.baseAddress! + count, bytes.count - count, Int64(offset + count))
      if more == -Int64(EINTR) { continue }
      if more < 0 { return Int(more) }
      if more == 0 { break }
      count += Int(more)
    }
    return count
  }

  /// Zero, or -errno.
  package static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
    var count = 0
    while count < bytes.count {
      let more = csystem_write_at(
        descriptor, bytes.baseAddress! + count, bytes.count - count, Int64(offset + count))
      if more == -Int64(EINTR) { continue }
      if more < 0 { return Int32(more) }
      count += Int(more)
    }
    return 0
  }

  /// Whether octets can be read without waiting for a disk, as far as the first, the last and one in each `stride` tell;
  /// nil: they cannot be read.
  package static func areInMemory(_ descriptor: Int32, _ range: Range<Int>, every stride: Int) -> Bool? {
    var offset = range.lowerBound
    while true {
      let answer = csystem_is_in_memory(descriptor, Int64(offset))
      if answer < 0 { return nil }
      if answer == 0 { return false }
      if offset >= range.upperBound - 1 { return true }
      offset = min(offset + stride, range.upperBound - 1)
    }
  }

  /// The kernel reads nothing of the file that nobody has asked for: what is in its memory somebody has read or written.
  package static func stopReadingAhead(_ descriptor: Int32) {
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM)
  }

  /// The kernel need not keep octets in its memory.
  package static func dropFromMemory(_ descriptor: Int32, _ range: Range<Int>) {
    _ = posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), POSIX_FADV_DONTNEED)
  }

  /// Zero, or -errno: -EAGAIN where another open file has the lock. It ends with the descriptor.
  package static func lock(_ descriptor: Int32) -> Int32 { csystem_lock_file(descriptor) }
}
