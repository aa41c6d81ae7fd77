import EdgeCache
import Primitives

/// Everything the files of a lab say.
package struct LabConfiguration: Sendable {
  package var pointsOfPresence: [PointOfPresence] = []
  package var origins: [BuiltInOrigin] = []
  package var distributions: [Distribution] = []
  package var zoneFiles: [ZoneFile] = []

  package init() {}

  /// Reads the directories; either may be left out. Every fault that is found is a diagnostic, sorted by place. With
  /// an error among them there is no configuration; warnings leave it usable.
  package static func load(
    zones: String?, edgeConfig: String?
  ) -> (configuration: LabConfiguration?, diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    var configuration = LabConfiguration()
    if let zones { configuration.zoneFiles = ZoneFile.read(directory: zones, diagnostics) }
    if let edgeConfig { configuration.readEdgeConfiguration(edgeConfig, diagnostics) }
    return (diagnostics.hasErrors ? nil : configuration, diagnostics.sorted)
  }

  private mutating func readEdgeConfiguration(_ directory: String, _ diagnostics: DiagnosticCollector) {
    guard ConfigurationFile.isDirectory(directory) else {
      diagnostics.add(Diagnostic(file: directory, "is not there or is no directory"))
      return
    }
    let popsFile = ConfigurationFile(path: "\(directory)/pops.yaml", diagnostics: diagnostics)
    pointsOfPresence = popsFile.root().map(PointOfPresenceReader.read) ?? []
    let originsFile = ConfigurationFile(path: "\(directory)/origins.yaml", diagnostics: diagnostics)
    if originsFile.exists {
      origins = originsFile.root().map(BuiltInOriginReader(baseDirectory: directory).read) ?? []
    }
    var policies = CachePolicyTable()
    for file in Self.yamlFiles(in: "\(directory)/cache-policies", diagnostics) {
      if let root = file.root() { policies.add(root) }
    }
    var reader = DistributionReader(policies: policies)
    distributions = Self.yamlFiles(in: "\(directory)/distributions", diagnostics).compactMap { file in
      file.root().flatMap { reader.read($0, stem: file.stem) }
    }
  }

  private static func yamlFiles(
    in directory: String, _ diagnostics: DiagnosticCollector
  ) -> [ConfigurationFile] {
    ConfigurationFile.files(in: directory, suffixes: ConfigurationFile.yamlSuffixes, diagnostics: diagnostics)
  }
}
