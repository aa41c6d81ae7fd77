/// What the names in a text trace stand for beside themselves.
package struct TraceNames: Sendable {
  /// The client that a text is; nil: a hash of it.
  package var client: (@Sendable (Span<UInt8>) -> UInt32)?
  /// Seconds that the object may be kept, by its key or its path in a log; 0: no rule of its own.
  package var ttl: (@Sendable (Span<UInt8>) -> UInt32)?

  package init() {}

  func client(_ text: Span<UInt8>) -> UInt32 {
    client.map { $0(text) } ?? UInt32(truncatingIfNeeded: text.objectID)
  }
}
