import DNSWire
import Primitives

/// RDATA as a zone file writes it, by itself.
package enum RecordText {
  /// Why text is not the data of a record.
  package struct Fault: Error, Sendable {
    package let message: String
  }

  /// The octets that `text` means, names in it absolute. It is one line without a comment.
  package static func data(_ type: RecordType, _ text: [UInt8]) throws(Fault) -> [UInt8] {
    var reading = ZoneReading(text.span, state: ZoneReadingState(origin: .root), load: nil)
    do throws(ZoneFault) { try reading.readData(type) } catch { throw Fault(message: error.message) }
    guard reading.scanner.offset == text.count else {
      throw Fault(message: "record data of one line is expected")
    }
    return reading.data
  }
}
