import EventLoop
import Glibc

/// A log in one file that is appended to, or on standard output.
struct LogFile: LogSink, Sendable {
  let path: String
  /// Stands at the beginning of each file.
  private let preamble: [UInt8]
  private var descriptor: Int32

  /// Opens the file, so that a path that cannot be written is known before anything is served. `-` is standard output.
  init(_ path: String, preamble: [UInt8] = []) throws(SystemError) {
    (self.path, self.preamble) = (path, preamble)
    descriptor = try Self.open(path)
    begin()
  }

  private static func open(_ path: String) throws(SystemError) -> Int32 {
    if path == "-" { return STDOUT_FILENO }
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemError(code: errno, call: "open \(path)") }
    return descriptor
  }

  private func begin() {
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_size == 0 { _ = write(preamble) }
  }

  func write(_ batch: LogBatch) -> Bool { write(batch.lines) }

  private func write(_ lines: [UInt8]) -> Bool {
    lines.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let result = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        if result < 0, errno == EINTR { continue }
        if result < 0 { return false }
        written += result
      }
      return true
    }
  }

  mutating func reopen() {
    guard path != "-", let new = try? Self.open(path) else { return }
    close(descriptor)
    descriptor = new
    begin()
  }

  mutating func finish() { if path != "-" { close(descriptor) } }
}
