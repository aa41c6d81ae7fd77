import EventLoop
import ObjectFile
import Primitives

/// Octets lent to the thread of a disk.
struct LentOctets: Sendable {
  /// Unsafe, and sound: `SharedBytes` neither move nor change as long as they are held, and the thread only reads them.
  nonisolated(unsafe) let pieces: [SharedBytes]
}

/// What the thread of a disk is told.
enum DiskJob: Sendable {
  /// A part of the file is read for what is there; `scanned` tells of it, and the next follows.
  case scan
  /// A new record: `writing`, its body piece by piece, and `live` once it is closed, so that one that is not whole is never
  /// taken for one.
  case begin(RecordHeader, facts: [UInt8])
  case append(Int, sequence: UInt64, LentOctets)
  case close(sequence: UInt64)
  /// Other facts in the place of a record, and it lives.
  case update(place: Int, sequence: UInt64, facts: [UInt8])
  case remove(place: Int, sequence: UInt64)
  /// Octets of a body are to be in memory, in the kernel's, and to be as they were written.
  case load(Int, StoredRange)
  /// They are to be as they were written; the kernel need not keep them for that.
  case check(Int, StoredRange)
  case flush(Int)
  case stop
}

/// Some of a body in a file.
struct StoredRange: Sendable {
  /// Within the body.
  var range: Range<Int>
  /// Of the body, in the file.
  var offset: Int
  var count: Int
  /// Of the body's blocks; empty where they are not known yet.
  var checksums: [UInt32]
}

/// What it says.
enum DiskReply: Sendable {
  case scanned([RecordScan.Event], octets: Int)
  case scanEnded(sequence: UInt64, end: Int, SystemError?)
  case appended(Int, SystemError?)
  /// The checksums of a record that lives now; nil: it does not.
  case closed(sequence: UInt64, checksums: [UInt32]?, SystemError?)
  /// What should be removed, or live by other facts, may come back as it was.
  case failed(SystemError)
  case loaded(Int, DiskFault?)
  case flushed(Int)
}

/// Why octets cannot be had as they were written.
enum DiskFault: Sendable, CustomStringConvertible {
  case unreadable(SystemError)
  /// The checksum of the block that begins there in the file is wrong.
  case damaged(String, at: Int)

  var description: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .damaged(let path, let offset): "\(path) is damaged at \(offset): the checksum is another"
    }
  }
}
