import Primitives
import Zones

/// Reads the zones directory.
struct ZoneDirectory {
  let path: String
  let diagnostics: DiagnosticCollector
  /// Keys the zones' hash tables.
  var seed: UInt64 = 0
  /// What was read before.
  var cache = ZoneCache()

  /// The zone of every `*.zone`, in the order of the files' names; one that has an error is left out.
  ///
  /// A file's name without `.zone` is its initial origin, `root.zone` that of the root.
  func zones() -> [Zone] {
    let files = ConfigurationFile.files(
      in: path, suffixes: [".zone"], diagnostics: diagnostics, mustExist: true)
    // With transfer.yaml the zones may all come from primaries.
    let transfers = ConfigurationFile(path: TransferReader.path(in: path), diagnostics: diagnostics)
    if files.isEmpty, !transfers.exists, ConfigurationFile.isDirectory(path) {
      diagnostics.add(
        Diagnostic(
          file: path, severity: .warning,
          "holds no zone: the name of a zone file ends in '.zone' (example.com.zone); every query will be refused"
        ))
    }
    cache.keep(files.map(\.path))
    var zones: [Zone] = []
    for file in files {
      guard let zone = ZoneFile.read(file, seed: seed, cache: cache) else { continue }
      if let earlier = zones.first(where: { $0.apex == zone.apex }) {
        file.report("zone \(zone.apex) stands in two files; serial \(earlier.serial) was read first")
      }
      zones.append(zone)
    }
    return zones
  }
}
