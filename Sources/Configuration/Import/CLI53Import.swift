import DNSWire
import Primitives
import Route53
import Zones

/// Reads a zone file that `cli53 export` wrote, mends what can be mended of its known losses and says what cannot.
package enum CLI53Import {
  /// The zone file; nil if it has an error. `origin` stands for the $ORIGIN line that cli53 writes first. Mended text and what may be lost are warnings.
  package static func read(
    _ octets: [UInt8], file: String, origin: Name? = nil
  ) -> (file: ImportedFile?, diagnostics: [Diagnostic]) {
    var repair = CLI53Repair(file: file)
    let text = repair.mend(octets)
    let (zone, faults) = ZoneReader.read(text, file: file, origin: origin ?? .root)
    var diagnostics = repair.diagnostics + faults
    if origin == nil, zone?.apex ?? .root == .root, !hasOrigin(text) {
      let fault = Diagnostic(
        file: file, "there is no $ORIGIN, which cli53 writes first: say with --origin which zone this is")
      return (nil, [fault])
    }
    guard let zone else { return (nil, diagnostics.sortedByPlace()) }
    diagnostics += losses(of: zone, file)
    var canonical = ""
    var count = 0
    CanonicalText(zone).forEachLine {
      canonical += $0 + "\n"
      count += 1
    }
    let imported = ImportedFile(
      name: ImportedZone.fileName(of: zone.apex), text: canonical, summary: "\(count) records")
    return (imported, diagnostics.sortedByPlace())
  }

  private static func hasOrigin(_ text: [UInt8]) -> Bool {
    text.split(separator: 10).contains { $0.starts(with: "$ORIGIN".utf8) }
  }

  /// What cli53 does not write.
  private static func losses(of zone: Zone, _ file: String) -> [Diagnostic] {
    let sets = ResourceRecordSet.all(of: zone)
    var losses: [String] = []
    let several = sets.filter { set in
      guard set.routing == nil, ![.ns, .mx, .txt, .soa].contains(set.type) else { return false }
      return set.values.count > 1
    }
    if !several.isEmpty {
      let names = several.prefix(5).map { "\($0.name) \($0.type)" }.joined(separator: ", ")
      losses.append(
        "cli53 writes geoproximity and IP-based record sets as plain records: look at \(names)"
          + (several.count > 5 ? " and \(several.count - 5) more" : ""))
    }
    losses.append(
      "cli53 leaves out DS, TLSA, SSHFP, SVCB and HTTPS records, records of traffic policies, and the health checks of "
        + "records without a policy; 'edgesim import route53' reads them from 'aws route53 list-resource-record-sets'"
    )
    let checks = sets.compactMap { $0.routing?.healthCheckID }
    if !checks.isEmpty {
      losses.append(
        "cli53 writes the ids of health checks alone: import what 'aws route53 list-health-checks' prints, "
          + "or write health-checks.yaml")
    }
    return losses.map { Diagnostic(file: file, severity: .warning, $0) }
  }
}
