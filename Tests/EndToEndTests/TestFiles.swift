import Foundation

/// A directory of files that goes away with the value.
final class TestFiles {
  let url = FileManager.default.temporaryDirectory.appending(path: "edgesim-test-\(UUID().uuidString)")

  init(_ files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try write(files)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// `name` may have folders in it.
  func write(_ name: String, _ text: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  func write(_ files: [String: String]) throws {
    for (name, text) in files { try write(name, text) }
  }

  /// A lab of this edge configuration, without zones.
  func lab(_ extra: [String] = []) throws -> LabProcess {
    let zones = url.appending(path: "zones")
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    return try LabProcess(zones: zones, edgeConfig: url, extra)
  }
}
