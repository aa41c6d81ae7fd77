/// Octets of a trace to requests, a piece at a time.
///
/// Keeps nothing of a piece: what is left over is the beginning of the next piece, with more behind it.
protocol RequestDecoder: Sendable {
  /// Appends the requests of the whole records at the beginning of `bytes`.
  ///
  /// - Parameter isLast: nothing follows `bytes`.
  /// - Returns: the octets used. Fewer than all when a record is cut off, or `requests` is long enough.
  mutating func decode(
    _ bytes: Span<UInt8>, isLast: Bool, progress: inout TraceProgress, into requests: inout [Request]
  ) throws(TraceFault) -> Int
}
