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

  /// A trace that is text and no log, line by line: what its objects are called is what was asked for.
  ///
  /// - Returns: nil if the format has numbers in place of names.
  package init?(namesIn format: TraceFormat, allowsUnsorted: Bool = false) {
    switch format {
    case .csv(let layout): self.format = KeyLog(CSVLines(layout, TraceNames()))
    case .twitterText: self.format = KeyLog(CSVLines(.twitter, TraceNames()))
    case .plainKeys: self.format = KeyLog(PlainKeys(TraceNames()))
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
        for _ in 0..<line.count {
          line.time = try progress.accept(time: line.time, octets: line.octets)
          take(line, text)
        }
      } else {
        progress.dropped += 1
      }
      progress.pass(record: next.end - start)
      start = next.end
    }
    return start
  }
}
