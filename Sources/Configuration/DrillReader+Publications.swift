import Primitives
import Simulation

// Files that a drill publishes: they stand beside it, or have whole paths.

extension DrillReader {
  private func path(_ name: String) -> String { name.hasPrefix("/") ? name : "\(directory)/\(name)" }

  /// A zone file. What it says wrongly is found now.
  func publication(_ node: ConfigurationNode) -> Drill.Action? {
    guard let name = node.nonEmptyString() else { return nil }
    let (zone, diagnostics) = ZoneFile.read(path(name), origin: nil)
    for fault in diagnostics where fault.severity == .error { node.error("\(fault)") }
    guard let zone else { return nil }
    guard lab.zones.contains(where: { $0.apex == zone.apex }) else {
      node.error("\(name) is the zone \(zone.apex), which is not served")
      return nil
    }
    return .publish(zone: FileStatus.wholePath(of: path(name)))
  }

  /// A zone file, or the YAML or JSON of a distribution, that is wrong: that it is refused is what the drill is about.
  func refusal(_ node: ConfigurationNode) -> Drill.Action? {
    guard let name = node.nonEmptyString() else { return nil }
    let isDistribution = ConfigurationFile(path: name, diagnostics: DiagnosticCollector()).isYAML
    let diagnostics =
      isDistribution
      ? lab.faults(ofDistributionIn: path(name)) : ZoneFile.read(path(name), origin: nil).diagnostics
    guard var fault = diagnostics.first(where: { $0.severity == .error }) else {
      node.error(
        "there is nothing wrong in \(name): it would be served"
          + (isDistribution ? "" : "; write publish in place of refuse"))
      return nil
    }
    // What is told is the same wherever the file stands.
    fault.file = String(fault.file.split(separator: "/").last ?? "")
    return .refuse(file: FileStatus.wholePath(of: path(name)), fault: "\(fault)")
  }
}
