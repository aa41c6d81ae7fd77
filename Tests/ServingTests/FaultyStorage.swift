import Configuration
import EventLoop
import Foundation
import Synchronization

@testable import Serving

/// A file of objects on a disk with faults. It goes away with the value.
final class FaultyStorage: OctetStorage {
  struct Faults {
    /// Octets from here on cannot be written: the disk is full.
    var full = Int.max
    /// What is read from here on is an error.
    var unreadable = Int.max
    /// This octet is read as another.
    var damaged: Int?
  }

  let file: DiskFile
  let faults = Mutex(Faults())
  private let directory: URL

  init(size: Int = 1 << 20) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "edgesim-disk-\(UUID().uuidString)")
    file = try DiskFile(
      DiskSettings(directory: directory.path, size: size, minimumObjectSize: 4096), name: "pop")
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  var path: String { file.path }
  var descriptor: Int32 { file.descriptor }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    let faults = faults.withLock { $0 }
    if offset + bytes.count > faults.unreadable { return -Int(EIO) }
    let count = file.read(into: bytes, at: offset)
    if let place = faults.damaged, (offset..<offset + count).contains(place) { bytes[place - offset] ^= 1 }
    return count
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
    let full = faults.withLock { $0.full }
    return offset + bytes.count > full ? -ENOSPC : file.write(bytes, at: offset)
  }
}
