import Primitives

/// A master file of the zones directory, read and not yet understood.
package struct ZoneFile: Sendable {
  package var path: String
  /// The file's name without `.zone`, which relative names begin with until the file says otherwise; `.` for
  /// `root.zone`.
  package var initialOrigin: String
  package var octets: [UInt8]

  package init(path: String, initialOrigin: String, octets: [UInt8]) {
    (self.path, self.initialOrigin, self.octets) = (path, initialOrigin, octets)
  }

  /// Every `*.zone` of `directory`, by name. What cannot be read is a diagnostic.
  static func read(directory: String, _ diagnostics: DiagnosticCollector) -> [ZoneFile] {
    let files = ConfigurationFile.files(
      in: directory, suffixes: [".zone"], diagnostics: diagnostics, mustExist: true)
    return files.compactMap { file in
      file.bytes().map { octets in
        ZoneFile(path: file.path, initialOrigin: file.stem == "root" ? "." : file.stem, octets: octets)
      }
    }
  }
}
