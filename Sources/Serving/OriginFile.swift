import EventLoop
import Glibc
import Primitives

/// An open regular file that an origin serves, read piece by piece.
final class OriginFile {
  let size: Int
  let modifiedAt: Instant
  private let descriptor: Int32

  /// Nil for anything but a regular file that can be read.
  init?(path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    size = Int(status.st_size)
    modifiedAt = Instant(secondsSinceEpoch: Int64(status.st_mtim.tv_sec))
  }

  deinit { close(descriptor) }

  /// Up to 64 KiB from `offset`; nil if the file has been cut short meanwhile.
  func read(at offset: Int) -> ByteBlock? {
    let bytes = [UInt8](unsafeUninitializedCapacity: min(64 * 1024, size - offset)) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, offset))
    }
    return bytes.isEmpty ? nil : ByteBlock(bytes)
  }

  /// By the file's extension.
  static func contentType(of path: String) -> StaticString {
    switch path.split(separator: ".").last?.lowercased() {
    case "html", "htm": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js", "mjs": "text/javascript; charset=utf-8"
    case "json": "application/json"
    case "txt": "text/plain; charset=utf-8"
    case "xml": "application/xml"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "jpg", "jpeg": "image/jpeg"
    case "gif": "image/gif"
    case "webp": "image/webp"
    case "ico": "image/vnd.microsoft.icon"
    case "woff2": "font/woff2"
    case "mp4": "video/mp4"
    case "m3u8": "application/vnd.apple.mpegurl"
    case "ts": "video/mp2t"
    default: "application/octet-stream"
    }
  }
}
