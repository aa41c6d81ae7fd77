/// The text of a file that a zone includes.
package struct ZoneSource: Sendable {
  /// The file's name, for faults and to recognise loops.
  package let file: String
  package let text: [UInt8]

  package init(file: String, text: [UInt8]) { (self.file, self.text) = (file, text) }

  /// Why a file cannot be included.
  package struct Failure: Error, Sendable {
    package let reason: String
    package init(_ reason: String) { self.reason = reason }
  }

  /// Finds the file that `path` means in `including`: relative to that file's directory (RFC 1035 section 5.1).
  package typealias Loader = (_ path: String, _ including: String) throws(Failure) -> ZoneSource
}
