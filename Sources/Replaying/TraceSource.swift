import Traces

/// Where requests come from, a batch at a time.
package protocol TraceSource {
  /// Replaces the content of `batch` by what comes next; nothing at the end.
  mutating func next(_ batch: inout [Request]) throws
  /// Share of the trace that was read; nil if its length is not known.
  var share: Double? { get }
}

/// A trace that cannot be read, and why.
package struct TraceError: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}
