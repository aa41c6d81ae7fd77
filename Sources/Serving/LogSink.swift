/// Where a log's lines end up. Lives on its writer's thread.
protocol LogSink {
  /// For messages.
  var path: String { get }
  /// False if the lines could not be written.
  mutating func write(_ batch: LogBatch) -> Bool
  /// The operator may have moved what is there: begin anew.
  mutating func reopen()
  mutating func finish()
}
