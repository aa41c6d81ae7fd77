import Traces

/// An access log in a file or on standard input (`-`), packed or not, line by line in constant memory.
package final class LogFile: LineSource {
  private let file: PackedFile
  private var decoder: LogDecoder

  init(_ file: PackedFile, _ decoder: LogDecoder) { (self.file, self.decoder) = (file, decoder) }

  /// - Parameter format: found out by name, then by content if nil.
  /// - Throws: `TraceError`, where the file cannot be read or is no access log.
  package convenience init(path: String, format: TraceFormat?, allowsUnsorted: Bool) throws {
    let file = try PackedFile(path: path)
    guard let decoder = LogDecoder(try file.format(format), allowsUnsorted: allowsUnsorted) else {
      throw TraceError("\(path): is no access log")
    }
    self.init(file, decoder)
  }

  package var path: String { file.path }
  package var share: Double? { file.share }
  package var isLog: Bool { true }
  package var progress: TraceProgress { decoder.progress }

  /// Hands out the requests of the lines at hand; false: there are no more.
  package func next(_ take: (LogLine, Span<UInt8>) -> Void) throws -> Bool {
    do {
      if try file.use({ bytes, isLast in try decoder.decode(bytes, isLast: isLast, take: take) }) > 0 {
        return true
      }
      if file.isAtEnd { return false }
      try file.fill(after: decoder.progress)
      return true
    } catch {
      throw TraceError("\(path): \(error)")
    }
  }
}
