import DNSWire
import Primitives
import Route53
import Zones

/// Turns the files of a zones directory into what the AWS command line prints of Route 53, and into change batches.
package enum Route53Export {
  /// The record sets of a zone as the API has them.
  package struct RecordSets: Sendable {
    package let apex: Name
    /// In the API's order.
    let sets: [JSONValue]
    let hostedZoneID: String

    /// The name that its files begin with.
    package var fileStem: String { String(ImportedZone.fileName(of: apex).dropLast(".zone".count)) }

    /// What `aws route53 list-resource-record-sets` prints.
    package var list: String { JSONValue.object([("ResourceRecordSets", .array(sets))]).indented + "\n" }

    /// What `aws route53 change-resource-record-sets --change-batch` takes, in as many requests as the API's limits ask
    /// for. What a traffic policy made is left out: only the policy makes it.
    package var changeBatches: [String] {
      ChangeBatch.batches(
        of: sets.filter { $0["TrafficPolicyInstanceId"] == nil }, apex: apex.apiText,
        hostedZoneID: hostedZoneID
      ).map { $0.indented + "\n" }
    }
  }

  /// Reads a zone file. Aliases within the zone get `hostedZoneID`, else the id that the file says; nil if neither is
  /// there and one is needed, or the file has an error. What the API has no type for is left out with a warning.
  package static func recordSets(
    _ path: String, hostedZoneID: String? = nil
  ) -> (recordSets: RecordSets?, diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let file = ConfigurationFile(path: path, diagnostics: diagnostics)
    guard let text = file.bytes(limit: ZoneLimits.fileOctets), let zone = ZoneFile.read(file, seed: 0) else {
      return (nil, diagnostics.diagnostics)
    }
    let remarks = ZoneRemarks(text: text)
    let sets = ResourceRecordSet.all(of: zone)
    for type in sets.map(\.type).unique where !type.isInRoute53 {
      let count = sets.count { $0.type == type }
      diagnostics.add(
        Diagnostic(
          file: path, severity: .warning,
          "\(count) record sets of type \(type) are left out: Route 53 has none"))
    }
    let id = hostedZoneID ?? remarks.hostedZoneID ?? ""
    if let set = sets.first(where: { $0.ownTarget != nil }), id.isEmpty {
      file.report(
        "\(set.name) \(set.type) is an alias within the zone, which the API writes with the zone's id: "
          + "give --hosted-zone-id ID, or a line '; HostedZoneId ID' in the file")
    }
    var list = sets.filter(\.type.isInRoute53).map { $0.json(hostedZoneID: id) }
    for remark in remarks.recordSets { list += recordSet(remark, file).map { [$0] } ?? [] }
    guard !diagnostics.hasErrors else { return (nil, diagnostics.diagnostics) }
    let ordered = list.map { (RecordSetOrder($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    return (RecordSets(apex: zone.apex, sets: ordered, hostedZoneID: id), diagnostics.diagnostics)
  }

  /// The zone files of a directory; with `names`, those of these zones.
  package static func zoneFiles(
    in directory: String, names: [String]
  ) -> (paths: [String], diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let files = ConfigurationFile.files(
      in: directory, suffixes: [".zone"], diagnostics: diagnostics, mustExist: true)
    if names.isEmpty, files.isEmpty, !diagnostics.hasErrors {
      diagnostics.add(Diagnostic(file: directory, "holds no zone file (ZONE.zone)"))
    }
    guard !names.isEmpty, !diagnostics.hasErrors else { return (files.map(\.path), diagnostics.diagnostics) }
    var paths: [String] = []
    for name in names {
      let wanted = Name(name).map(ImportedZone.fileName)
      let file = files.first { $0.path.split(separator: "/").last.map(String.init)?.lowercased() == wanted }
      if let file {
        paths.append(file.path)
      } else {
        let known = files.map { String(($0.path.split(separator: "/").last ?? "").dropLast(5)) }
        diagnostics.add(
          Diagnostic(
            file: directory,
            "there is no zone \(name.quoted)\(NearestName.suggestion(for: name, among: known))"))
      }
    }
    return (paths, diagnostics.diagnostics)
  }

  package static func isHostedZoneID(_ text: String) -> Bool { ZoneAlias.isHostedZone(text) }

  /// A set that stands in a comment.
  private static func recordSet(_ remark: String, _ file: ConfigurationFile) -> JSONValue? {
    if let fault = JSONText.fault(in: Array(remark.utf8), file: file.path) {
      file.report("the comment '; ResourceRecordSet' is damaged: \(fault.message)")
      return nil
    }
    guard let set = file.root(of: Array(remark.utf8))?.json else { return nil }
    guard set["Name"]?.text != nil, set["Type"]?.text != nil else {
      file.report("the comment '; ResourceRecordSet' is damaged: Name and Type are expected")
      return nil
    }
    return set
  }

  /// What `aws route53 list-health-checks` prints, of `health-checks.yaml` in a zones directory.
  package static func healthChecks(zones: String) -> (text: String?, diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let file = ConfigurationFile(path: "\(zones)/health-checks.yaml", diagnostics: diagnostics)
    let checks = file.root().map { HealthCheckReader.read($0, origins: nil).checks } ?? []
    let text = diagnostics.hasErrors ? nil : HealthCheckFile.json(checks).indented + "\n"
    return (text, diagnostics.diagnostics)
  }

  /// What `aws route53 list-cidr-blocks` prints, of one collection of `cidr-collections.yaml` in a zones directory.
  package static func cidrBlocks(zones: String, collection: String) -> (
    text: String?, diagnostics: [Diagnostic]
  ) {
    let diagnostics = DiagnosticCollector()
    let file = ConfigurationFile(path: "\(zones)/cidr-collections.yaml", diagnostics: diagnostics)
    let collections = file.root().map(CIDRCollectionReader.read) ?? []
    guard let found = collections.first(where: { $0.name == collection }) else {
      if !diagnostics.hasErrors {
        file.report(
          "there is no CIDR collection \(collection.quoted)"
            + NearestName.suggestion(for: collection, among: collections.map(\.name)))
      }
      return (nil, diagnostics.diagnostics)
    }
    let blocks = found.locations.flatMap { location in
      location.blocks.map { block in
        JSONValue.object([
          ("CidrBlock", .string(block.description)), ("LocationName", .string(location.name)),
        ])
      }
    }
    let text = JSONValue.object([("CidrBlocks", .array(blocks))]).indented + "\n"
    return (diagnostics.hasErrors ? nil : text, diagnostics.diagnostics)
  }
}

extension [RecordType] {
  /// Each once, in the order they come first.
  fileprivate var unique: [RecordType] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
