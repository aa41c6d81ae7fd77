/// The lines of an access log, a piece at a time, for those who want to know more than which object was asked for.
package struct LogDecoder: Sendable {
  package private(set) var progress: TraceProgress
  private var format: any LogFormat

  /// - Parameter allowsUnsorted: a time that goes back is no fault; the latest one seen stands for it.
  /// - Returns: nil if the format is none of a log.
  package init?(_ format: TraceFormat, allowsUnsorted: Bool = false) {
    switch format {
    case .cloudFrontLog: self.format = CloudFrontLog()
    case .combinedLog: self.format = CombinedLog()
    default: return nil
    }
    progress = TraceProgress(allowsUnsorted: allowsUnsorted)
  }

  /// Hands out the requests of the whole lines in `bytes`, each with its text.
  ///
  /// - Parameter isLast: nothing follows `bytes`.
  /// - Returns: the octets used. The rest is to come again, before what follows.
  package mutating func decode(
    _ bytes: Span<UInt8>, isLast: Bool, take: (LogLine, Span<UInt8>) -> Void
  ) throws(TraceFault) -> Int {
    var start = 0
    while start < bytes.count {
      guard let next = try progress.nextLine(in: bytes, from: start, isLast: isLast) else { break }
      let text = bytes.extracting(next.line)
      let found: LogLine?
      do { found = try format.line(in: text) } catch { throw progress.fault(error.reason) }
      if var line = found {
        line.time = try progress.accept(time: line.time, octets: line.octets)
        take(line, text)
      } else {
        progress.dropped += 1
      }
      progress.pass(record: next.end - start)
      start = next.end
    }
    return start
  }
}
