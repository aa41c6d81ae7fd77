import Traces

/// A trace in a file or on standard input (`-`), packed or not, read once from the beginning in constant memory.
package final class TraceFile: TraceSource {
  package let format: TraceFormat
  private let file: PackedFile
  private var decoder: TraceDecoder

  /// - Parameters:
  ///   - format: found out by name, then by content if nil.
  ///   - keepsQuery: in logs, a query string is part of the object's name.
  ///   - names: what they stand for in text; refused of a trace that has none.
  package init(
    path: String, format: TraceFormat?, keepsQuery: Bool, allowsUnsorted: Bool, names: TraceNames? = nil
  ) throws {
    file = try PackedFile(path: path)
    let found = try file.format(format)
    self.format = keepsQuery ? found.keepingQueries : found
    guard names == nil || found.hasNames else {
      throw TraceError(
        "\(path): the format \(found.name) has numbers in place of names; TTLs by path and countries need a log, csv or txt"
      )
    }
    decoder = TraceDecoder(self.format, allowsUnsorted: allowsUnsorted, names: names ?? TraceNames())
  }

  init(_ file: PackedFile, _ format: TraceFormat, _ decoder: TraceDecoder) {
    (self.file, self.format, self.decoder) = (file, format, decoder)
  }

  package var path: String { file.path }
  package var progress: TraceProgress { decoder.progress }
  package var share: Double? { file.share }

  package func next(_ batch: inout [Request]) throws {
    batch.removeAll(keepingCapacity: true)
    do {
      while batch.count < Limits.batch {
        let used = try file.use { bytes, isLast in
          try decoder.decode(bytes, isLast: isLast, into: &batch)
        }
        if used > 0 { continue }
        if file.isAtEnd { return }
        try file.fill(after: decoder.progress)
      }
    } catch {
      throw TraceError("\(path): \(error)")
    }
  }
}
