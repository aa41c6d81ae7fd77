import CZlib
import Glibc

/// A gzip file that is written once, under a name of its own until it is whole.
final class GzipFile {
  private let path: String
  private var file: gzFile?

  /// Nil if it cannot be made. A file that is there already is never touched.
  init?(_ path: String) {
    self.path = path
    let descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return nil }
    file = gzdopen(descriptor, "wb")
    guard file != nil else {
      close(descriptor)
      return nil
    }
  }

  deinit { finish() }

  func write(_ bytes: [UInt8]) -> Bool {
    guard let file, !bytes.isEmpty else { return file != nil }
    return bytes.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32($0.count)) } == Int32(bytes.count)
  }

  func finish() {
    guard let file else { return }
    self.file = nil
    // Compressed to its end and on its way to the disk, or not a file to be taken for whole.
    if gzclose(file) == Z_OK { rename(path + ".part", path) }
  }
}
