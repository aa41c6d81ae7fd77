/// Lines of a log that one worker has gathered.
struct LogBatch: Sendable {
  /// Whole lines.
  var lines: [UInt8] = []
  /// How many.
  var count = 0
  /// Whose they are, where each distribution has files of its own; and the hour they end in, since 1970.
  var distribution = ""
  /// Of those files, below the directory of the log: empty, or a path that ends with a slash.
  var folder = ""
  var hour: Int64 = 0

  var isFull: Bool { lines.count >= Limits.logBatchOctets }

  /// The lines so far, which it holds no longer.
  mutating func take() -> LogBatch {
    defer {
      (lines, count) = ([], 0)
      lines.reserveCapacity(Limits.logBatchOctets)
    }
    return self
  }
}
