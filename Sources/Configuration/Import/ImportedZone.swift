import DNSWire
import Primitives
import Route53
import Zones

/// The record sets of one hosted zone on their way into a zone file.
struct ImportedZone {
  let apex: Name
  /// The file it began in.
  let file: String
  /// Ids of hosted zones of this name, from list-hosted-zones.
  var hostedZoneIDs: [String] = []
  private(set) var entries: [ResourceRecordSetReader.Entry] = []
  /// Of the last page read: more pages follow.
  var isTruncated = false

  init(apex: Name, file: String) { (self.apex, self.file) = (apex, file) }

  mutating func add(_ more: [ResourceRecordSetReader.Entry]) { entries += more }

  /// The zone file; nil if there is a fault. Everything is reported at the place it has in the JSON.
  mutating func zoneFile(_ diagnostics: DiagnosticCollector) -> ImportedFile? {
    let id = settleHostedZone()
    leaveOutAliases()
    guard isUnique(diagnostics) else { return nil }
    guard let zone = zone(diagnostics) else { return nil }
    var remarks = ZoneRemarks(hostedZoneID: id)
    for entry in entries {
      guard case .leftOut(let reason) = entry.reading else { continue }
      diagnostics.within(entry.path) {
        entry.node.warning(
          "\(entry.name) \(entry.type) is left out: \(reason); it is kept as a comment, which export puts back"
        )
      }
      remarks.recordSets.append(entry.node.json.compact)
    }
    var text = ""
    for line in remarks.head { text += line + "\n" }
    CanonicalText(zone).forEachLine { text += $0 + "\n" }
    for line in remarks.tail { text += line + "\n" }
    let leftOut = remarks.recordSets.isEmpty ? "" : ", \(remarks.recordSets.count) of them as comments"
    return ImportedFile(
      name: Self.fileName(of: apex), text: text, summary: "\(entries.count) record sets\(leftOut)")
  }

  /// The health checks that records name, and where.
  var healthChecks: [(id: String, entry: ResourceRecordSetReader.Entry)] {
    entries.compactMap { entry in
      guard case .set(let set) = entry.reading, let id = set.routing?.healthCheckID else { return nil }
      return (id, entry)
    }
  }

  /// The CIDR collections that records name, each once, in the order they are named.
  var collections: [String] {
    var names: [String] = []
    for case .set(let set) in entries.map(\.reading) {
      if case .ipBased(let name, _) = set.routing?.policy, !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// `ZONE.zone`; the slash of classless delegations (RFC 2317) is escaped.
  static func fileName(of apex: Name) -> String {
    guard !apex.isRoot else { return "root.zone" }
    let name = "\(apex.lowercased)".dropLast().split(separator: "/", omittingEmptySubsequences: false)
    return name.joined(separator: "\\047") + ".zone"
  }

  // MARK: Aliases

  /// Finds out which hosted zone id is the zone's own, and makes aliases with it those within the zone. Where nothing
  /// says it, it is the one of the first alias to a name in the zone.
  private mutating func settleHostedZone() -> String? {
    var own = hostedZoneIDs
    var used: String?
    for index in entries.indices {
      guard case .set(var set) = entries[index].reading, case .alias(var target) = set.content,
        case .id(let id) = target.hostedZone, id != ZoneAlias.distributionHostedZone,
        target.name.isSubdomain(of: apex)
      else { continue }
      if own.isEmpty { own = [id] }
      guard own.contains(id) else { continue }
      used = used ?? id
      target.hostedZone = .own
      set.content = .alias(target)
      entries[index].reading = .set(set)
    }
    return used ?? (own.count == 1 ? own[0] : nil)
  }

  private struct Place: Hashable {
    let name: Name
    let type: RecordType
  }

  /// Leaves out aliases to what is left out, so that the rest is a zone.
  private mutating func leaveOutAliases() {
    var leftOut: Set<Place> = []
    var present: Set<Place> = []
    var above: [Place: [Int]] = [:]
    var counts: [Place: Int] = [:]
    for (index, entry) in entries.enumerated() {
      let place = Place(name: entry.name, type: entry.type)
      guard case .set(let set) = entry.reading else {
        leftOut.insert(place)
        continue
      }
      present.insert(place)
      counts[place, default: 0] += 1
      if let target = set.ownTarget {
        above[Place(name: target, type: entry.type), default: []].append(index)
      }
    }
    var missing = entries.map { Place(name: $0.name, type: $0.type) }.filter {
      leftOut.contains($0) && !present.contains($0)
    }
    while let place = missing.popLast() {
      for index in above.removeValue(forKey: place) ?? [] {
        entries[index].reading = .leftOut("its target \(place.name) \(place.type) is left out")
        let own = Place(name: entries[index].name, type: entries[index].type)
        counts[own, default: 1] -= 1
        if counts[own] == 0 { missing.append(own) }
      }
    }
  }

  // MARK: The zone

  private func isUnique(_ diagnostics: DiagnosticCollector) -> Bool {
    var seen: Set<ResourceRecordSet.Identity> = []
    var isUnique = true
    for entry in entries {
      guard case .set(let set) = entry.reading, !seen.insert(set.identity).inserted else { continue }
      isUnique = false
      let identifier = set.routing?.identifier ?? ""
      diagnostics.within(entry.path) {
        entry.node.error(
          "Tried to create resource record set [name='\(set.name)', type='\(set.type)'"
            + (identifier.isEmpty ? "" : ", set identifier='\(identifier)'") + "] but it already exists")
      }
    }
    return isUnique
  }

  /// The zone that the sets make; its faults are those of the set whose line they are at.
  private func zone(_ diagnostics: DiagnosticCollector) -> Zone? {
    var text: [UInt8] = []
    var sources: [Int] = []
    for (index, entry) in entries.enumerated() {
      guard case .set(let set) = entry.reading else { continue }
      for line in set.zoneFileLines {
        text += Array(line.utf8) + [10]
        sources.append(index)
      }
    }
    let (zone, faults) = ZoneReader.read(text, file: file, origin: apex)
    for fault in faults {
      guard sources.indices.contains(fault.line - 1) else {
        diagnostics.add(Diagnostic(file: file, severity: fault.severity, "zone \(apex): \(fault.message)"))
        continue
      }
      let entry = entries[sources[fault.line - 1]]
      diagnostics.within(entry.path) {
        fault.severity == .error ? entry.node.error(fault.message) : entry.node.warning(fault.message)
      }
    }
    return zone
  }
}
