import Traces

/// What the lines of a log tell of what was asked for, line by line.
package struct LoggedContent: Sendable {
  private var sizes = LoggedSizes()
  /// Of all objects that were asked for, those of 304s and 206s too, which the log counts as less.
  private var octets = 0

  package init() {}

  /// Nil: the line says too little, as one of a viewer that went away, or a 304 for what was never sent.
  ///
  /// - Parameter id: of what is asked for.
  package mutating func object(_ id: UInt64, of line: LogLine) -> LoggedOrigin.Object? {
    guard line.status >= 200, line.status < 1000 else { return nil }
    // Neither a 304 nor a part tells how large the whole is.
    let isWhole = line.status != 304 && line.status != 206
    let known = sizes.size(of: id, status: isWhole ? line.status : 304, octets: line.octets)
    guard let size = line.status == 206 ? known ?? line.octets : known else { return nil }
    guard size <= Traces.Limits.octets - octets else { return nil }
    octets += size
    return LoggedOrigin.Object(
      id: id, status: isWhole ? UInt16(line.status) : 200, size: size, ttl: line.ttl)
  }
}
