import DNSWire
import Health
import Primitives
import Route53
import Zones

/// Turns what the AWS command line prints of Route 53 into the files of a zones directory.
///
/// Each document is known by its first key: ResourceRecordSets, HealthChecks, CidrBlocks, HostedZones or HostedZone.
/// Documents of record sets without a SOA record go on with the zone before them.
package struct Route53Import {
  private let diagnostics = DiagnosticCollector()
  private var zones: [ImportedZone] = []
  private var hostedZones: [(name: Name, id: String)] = []
  private var checks: [HealthCheck] = []
  private var hasChecks = false
  private var blocks: [ConfigurationNode] = []
  private let collections: [String]

  /// The files, and every fault and warning, at its place in the documents. With an error among them there are no files.
  /// Only `zone` is imported if that is given; `collections` names the CIDR collection of each document of CIDR blocks, in
  /// their order.
  package static func read(
    _ documents: [(file: String, text: [UInt8])], zone: Name? = nil, collections: [String] = []
  ) -> (files: [ImportedFile], diagnostics: [Diagnostic]) {
    var reading = Route53Import(collections: collections)
    for document in documents { reading.read(document.text, document.file) }
    let files = reading.files(only: zone)
    return (reading.diagnostics.hasErrors ? [] : files, reading.diagnostics.diagnostics)
  }

  private init(collections: [String]) { self.collections = collections }

  // MARK: Documents

  private mutating func read(_ octets: [UInt8], _ file: String) {
    let source = ConfigurationFile(path: file, diagnostics: diagnostics)
    guard let root = JSONText.root(of: octets, in: source) else { return }
    if root.has("ResourceRecordSets") {
      readRecordSets(root)
    } else if root.has("HealthChecks") {
      hasChecks = true
      checks += HealthCheckReader.read(root, origins: nil).checks
    } else if root.has("CidrBlocks") {
      if let node = root.map(keys: ["CidrBlocks", "NextToken"])?["CidrBlocks"] { blocks.append(node) }
    } else if let list = root.peek("HostedZones") {
      for node in list.list() { readHostedZone(node) }
    } else if let node = root.peek("HostedZone") {
      readHostedZone(node)
    } else {
      root.error(
        "ResourceRecordSets, HealthChecks, CidrBlocks, HostedZones or HostedZone is expected: what 'aws route53 "
          + "list-resource-record-sets', 'list-health-checks', 'list-cidr-blocks' and 'list-hosted-zones' print"
      )
    }
  }

  private mutating func readHostedZone(_ node: ConfigurationNode) {
    guard let name = node.peek("Name").flatMap(ResourceRecordSetReader.name),
      let id = node.peek("Id")?.parsed(as: "a hosted zone id", ResourceRecordSetReader.hostedZoneID)
    else {
      if node.peek("Name") == nil || node.peek("Id") == nil { node.error("a hosted zone has Id and Name") }
      return
    }
    hostedZones.append((name, id))
  }

  private static let pageKeys = [
    "ResourceRecordSets", "IsTruncated", "MaxItems", "NextRecordName", "NextRecordType",
    "NextRecordIdentifier", "NextToken",
  ]

  private mutating func readRecordSets(_ root: ConfigurationNode) {
    guard let map = root.map(keys: Self.pageKeys), let list = map["ResourceRecordSets"] else { return }
    let entries = list.list().compactMap(ResourceRecordSetReader.read)
    let isTruncated = map["IsTruncated"]?.boolean() == true || map["NextToken"] != nil
    if let apex = entries.first(where: { $0.type == .soa })?.name {
      zones.append(ImportedZone(apex: apex, file: root.file))
    } else if zones.isEmpty {
      if !diagnostics.hasErrors {
        list.error(
          "there is no SOA record: give the first page of the zone first, and lists without a filter")
      }
      return
    }
    zones[zones.count - 1].add(entries)
    zones[zones.count - 1].isTruncated = isTruncated
  }

  // MARK: Files

  private mutating func files(only: Name?) -> [ImportedFile] {
    if let only {
      zones.removeAll { $0.apex != only }
      if zones.isEmpty, !diagnostics.hasErrors {
        diagnostics.add(Diagnostic(file: "\(only)", "the files have no zone of this name"))
      }
    }
    var files: [ImportedFile] = []
    for index in zones.indices {
      let apex = zones[index].apex
      zones[index].hostedZoneIDs = hostedZones.filter { $0.name == apex }.map(\.id)
      if zones[index].isTruncated {
        diagnostics.add(
          Diagnostic(
            file: zones[index].file, "the list of zone \(apex) goes on; give the pages that follow as well"))
      }
      if zones[..<index].contains(where: { $0.apex == apex }) {
        diagnostics.add(
          Diagnostic(file: zones[index].file, "zone \(apex) is in two files; one is imported at a time"))
      }
      guard !diagnostics.hasErrors, let file = zones[index].zoneFile(diagnostics) else { continue }
      files.append(file)
    }
    checkHealthChecks()
    if hasChecks {
      files.append(
        ImportedFile(
          name: "health-checks.yaml", text: HealthCheckFile.text(checks),
          summary: "\(checks.count) health checks"))
    }
    if !blocks.isEmpty { files += cidrFile().map { [$0] } ?? [] }
    return files
  }

  /// Where health checks are imported too, a record that names none of them is as likely a slip as a check that was
  /// deleted, which the API allows.
  private func checkHealthChecks() {
    guard hasChecks else { return }
    let known = Set(checks.map(\.id))
    for zone in zones {
      for (id, entry) in zone.healthChecks where !known.contains(id) {
        diagnostics.within(entry.path) {
          entry.node.warning(
            "there is no health check \(id.quoted) in the files; 'edgesim check' refuses that")
        }
      }
    }
  }

  private func cidrFile() -> ImportedFile? {
    var used: [String] = []
    for zone in zones { used += zone.collections.filter { !used.contains($0) } }
    var lists: [ImportedCIDRCollection] = []
    var seen: [String: Uniqueness] = [:]
    for (index, node) in blocks.enumerated() {
      let name: String? =
        collections.count == blocks.count
        ? collections[index]
        : collections.count == 1 ? collections[0] : collections.isEmpty && used.count == 1 ? used[0] : nil
      guard let name else {
        node.error(
          "which collection is this? Give --collection NAME|ID for each file of CIDR blocks, in order")
        continue
      }
      if !lists.contains(where: { $0.name == name }) { lists.append(ImportedCIDRCollection(name: name)) }
      guard let list = lists.firstIndex(where: { $0.name == name }) else { continue }
      lists[list].add(node.list(), &seen[name, default: Uniqueness()])
    }
    let text = lists.map(\.text).joined()
    let count = lists.reduce(0) { $0 + $1.count }
    return ImportedFile(name: "cidr-collections.yaml", text: text, summary: "\(count) CIDR blocks")
  }
}
