import DNSWire
import Primitives
import Zones

/// Reads the zones directory.
struct ZoneDirectory {
  let path: String
  let diagnostics: DiagnosticCollector
  /// What was read before.
  var cache = ZoneCache()

  /// The zone of every `*.zone`, in the order of the files' names; one that has an error is left out.
  ///
  /// A file's name without `.zone` is its initial origin, `root.zone` that of the root.
  func zones() -> [Zone] {
    let files = ConfigurationFile.files(
      in: path, suffixes: [".zone"], diagnostics: diagnostics, mustExist: true)
    cache.keep(files.map(\.path))
    var zones: [Zone] = []
    for file in files {
      guard let zone = zone(file) else { continue }
      if let earlier = zones.first(where: { $0.apex == zone.apex }) {
        file.report("zone \(zone.apex) stands in two files; serial \(earlier.serial) was read first")
      }
      zones.append(zone)
    }
    return zones
  }

  private func zone(_ file: ConfigurationFile) -> Zone? {
    guard let octets = file.bytes(limit: ZoneLimits.fileOctets) else { return nil }
    let text = file.stem == "root" ? "." : file.stem
    guard let origin = Name(text.hasSuffix(".") ? text : text + ".") else {
      file.report("\(text.quoted) is no domain name; the file's name without '.zone' is its initial origin")
      return nil
    }
    let (zone, faults) = cache.zone(path: file.path, octets: octets) {
      ZoneReader.read(octets, file: file.path, origin: origin)
    }
    for fault in faults { diagnostics.add(fault) }
    return zone
  }
}
