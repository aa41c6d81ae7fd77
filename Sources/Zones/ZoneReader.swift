import DNSWire
import Primitives

/// Reads master files (RFC 1035 section 5) with the comment dialect of cli53.
package enum ZoneReader {
  /// Reads a whole zone; every fault becomes a diagnostic. `zone` is nil if one of them is an error.
  ///
  /// `origin` is the initial $ORIGIN; `seed` keys the hash table against chosen collisions; `load` finds the files of
  /// $INCLUDE, none without it. The text is released as soon as it has been read.
  package static func read(
    _ text: consuming [UInt8], file: String, origin: Name, seed: UInt64 = 0, load: ZoneSource.Loader? = nil
  ) -> (zone: Zone?, diagnostics: [Diagnostic]) {
    guard text.count <= ZoneLimits.fileOctets else {
      return (nil, [Diagnostic(file: file, "the file is larger than \(ZoneLimits.fileOctets) octets")])
    }
    var builder = ZoneBuilder(file: file, seed: seed)
    readText(text, origin: origin, load: load, into: &builder)
    text = []
    let zone = builder.build()
    return (zone, builder.diagnostics)
  }

  private static func readText(
    _ text: borrowing [UInt8], origin: Name, load: ZoneSource.Loader?, into builder: inout ZoneBuilder
  ) {
    var pass = ZoneReading(text.span, state: ZoneReadingState(origin: origin), load: load)
    pass.readAll(into: &builder)
  }
}
