import DNSWire
import Primitives
import Zones

/// A zone file on disk, and the files it includes.
package enum ZoneFile {
  /// Reads the zone in `path`; nil if it has an error. Without `origin`, the file's name without `.zone` is the initial
  /// origin, `root.zone` that of the root. `seed` keys the zone's hash table.
  package static func read(
    _ path: String, origin: Name?, seed: UInt64 = 0
  ) -> (zone: Zone?, diagnostics: [Diagnostic]) {
    let collector = DiagnosticCollector()
    let file = ConfigurationFile(path: path, diagnostics: collector)
    let zone = read(file, origin: origin, seed: seed)
    return (zone, collector.diagnostics)
  }

  static func read(
    _ file: ConfigurationFile, origin: Name? = nil, seed: UInt64, cache: ZoneCache = ZoneCache()
  ) -> Zone? {
    guard let origin = origin ?? self.origin(of: file) else { return nil }
    guard let octets = file.bytes(limit: ZoneLimits.fileOctets) else { return nil }
    let content = ZoneCache.Content(octets)
    if let known = cache.entry(file.path, content) {
      for fault in known.faults { file.diagnostics.add(fault) }
      return known.zone
    }
    var includesOthers = false
    // Given away: the text of a large zone is gone before the zone is laid out.
    let (zone, faults) = ZoneReader.read(consume octets, file: file.path, origin: origin, seed: seed) {
      path, including throws(ZoneSource.Failure) in
      includesOthers = true
      return try include(path, including)
    }
    for fault in faults { file.diagnostics.add(fault) }
    let entry = zone.map { ZoneCache.Entry(content: content, zone: $0, faults: faults) }
    cache.set(includesOthers ? nil : entry, for: file.path)
    return zone
  }

  private static func origin(of file: ConfigurationFile) -> Name? {
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    let stem = name.hasSuffix(".zone") ? String(name.dropLast(5)) : name
    let text = stem == "root" ? "." : stem
    guard let origin = Name(text.hasSuffix(".") ? text : text + ".") else {
      file.report("\(text.quoted) is no domain name; the file's name without '.zone' is its initial origin")
      return nil
    }
    return origin
  }

  /// The file `path` names in the file `including`: relative to that one's directory.
  private static func include(
    _ path: String, _ including: String
  ) throws(ZoneSource.Failure) -> ZoneSource {
    let collector = DiagnosticCollector()
    let directory = ConfigurationFile(path: including, diagnostics: collector).directory
    let resolved = path.hasPrefix("/") ? path : directory == "." ? path : directory + "/" + path
    guard
      let text = ConfigurationFile(path: resolved, diagnostics: collector).bytes(limit: ZoneLimits.fileOctets)
    else { throw ZoneSource.Failure(collector.diagnostics.first?.message ?? "it cannot be read") }
    return ZoneSource(file: resolved, text: text)
  }
}
