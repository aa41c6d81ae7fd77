/// Why a trace cannot be read, and where.
package struct TraceFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The record that is at fault, from 1; lines count as records in text formats.
  package var record: Int
  /// Octets before that record, unpacked if the file is compressed.
  package var offset: Int
  package var reason: String

  package var description: String { "record \(record) at byte \(offset): \(reason)" }
}

/// What is wrong with a record; its place is added by the decoder.
struct BadRecord: Error {
  var reason: String
  init(_ reason: String) { self.reason = reason }
}
