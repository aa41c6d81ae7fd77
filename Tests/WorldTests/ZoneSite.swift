import Configuration
import Foundation
import Testing
import World

/// The site of the examples, with a zone of its own.
enum ZoneSite {
  static func make(_ name: String, _ zone: String) throws -> VirtualSite {
    let directory = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try zone.write(to: directory.appending(path: "\(name).zone"), atomically: true, encoding: .utf8)
    try FileManager.default.copyItem(
      atPath: "\(VirtualDrillTests.root)/zones/health-checks.yaml",
      toPath: directory.appending(path: "health-checks.yaml").path)
    let (lab, diagnostics) = LabConfiguration.load(
      zones: directory.path, edgeConfig: "\(VirtualDrillTests.root)/edge-config")
    return try #require(lab, "\(diagnostics)").virtualSite(hasPopulation: true)
  }
}
