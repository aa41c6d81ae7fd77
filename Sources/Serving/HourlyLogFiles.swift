import EventLoop
import Glibc
import Primitives

/// A log as CloudFront delivers it to a bucket: gzip files `<distribution>.YYYY-MM-DD-HH.<id>.gz` in a directory, a new
/// one each hour; those of a distribution that names a bucket in `BUCKET/PREFIX/` below it. While it is written, a name ends
/// in `.part`: what ends in `.gz` is whole.
struct HourlyLogFiles: LogSink {
  let path: String
  private let preamble: [UInt8]
  private var files: [String: (hour: Int64, folder: String, file: GzipFile)] = [:]
  private var names: SplitMix64

  init(in directory: String, preamble: [UInt8], seed: UInt64) {
    (path, self.preamble) = (directory, preamble)
    names = SplitMix64(seed: seed)
  }

  /// Whether files can be written there.
  static func check(_ directory: String) throws(SystemError) {
    guard access(directory, W_OK | X_OK) == 0 else {
      throw SystemError(code: errno, call: "write into \(directory)")
    }
  }

  mutating func write(_ batch: LogBatch) -> Bool {
    if let open = files[batch.distribution], open.hour != batch.hour || open.folder != batch.folder {
      open.file.finish()
      files[batch.distribution] = nil
    }
    if files[batch.distribution] == nil {
      let name = LogFileName(distribution: batch.distribution, hour: batch.hour, number: names.next())
      makeDirectories(batch.folder)
      guard let file = GzipFile("\(path)/\(batch.folder)\(name)") else { return false }
      files[batch.distribution] = (batch.hour, batch.folder, file)
      guard file.write(preamble) else { return false }
    }
    return files[batch.distribution]?.file.write(batch.lines) ?? false
  }

  /// What fails shows when the file is made.
  private func makeDirectories(_ folder: String) {
    var directory = path
    for part in folder.split(separator: "/") {
      directory += "/\(part)"
      mkdir(directory, 0o755)
    }
  }

  mutating func reopen() { finish() }

  mutating func finish() {
    for (_, open) in files { open.file.finish() }
    files = [:]
  }
}
