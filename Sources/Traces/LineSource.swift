/// Requests as lines of a log, of traces of any format.
package protocol LineSource {
  /// Share of the trace that was read; nil if its length is not known.
  var share: Double? { get }
  /// Its lines are those of a log: targets as they were asked for, addresses of clients. Else both are numbers.
  var isLog: Bool { get }
  /// Hands out the requests at hand; false: there are no more.
  mutating func next(_ take: (LogLine, Span<UInt8>) -> Void) throws -> Bool
}
