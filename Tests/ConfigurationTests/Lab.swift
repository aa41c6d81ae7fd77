import Configuration
import Foundation
import Primitives

/// Configuration files in a directory of their own, gone with the value.
final class Lab {
  let directory: String

  init(_ files: [String: String]) throws {
    directory = NSTemporaryDirectory() + "edgesim-" + UUID().uuidString
    for (name, text) in files {
      let url = URL(fileURLWithPath: "\(directory)/\(name)")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// What loading the directory as edge configuration gives; the directory is left out of the messages.
  func load() -> (configuration: LabConfiguration?, messages: [String]) {
    let (configuration, diagnostics) = LabConfiguration.load(zones: nil, edgeConfig: directory)
    return (configuration, diagnostics.map { "\($0)".replacingOccurrences(of: directory + "/", with: "") })
  }

  static let pops =
    "pops:\n- {id: ICN57-C1, city: Seoul, latitude: 37, longitude: 126, address: 127.0.1.1, capacity: 1MiB}\n"

  /// A distribution with `config` among its top-level keys and `behavior` in its default behaviour.
  static func distribution(
    _ config: String = "", origin: String = "", behavior: String = "CachePolicyId: CachingOptimized"
  ) -> String {
    """
    Id: E1
    \(config)
    Origins: [{Id: o, DomainName: o.test\(origin.isEmpty ? "" : ", " + origin)}]
    DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: allow-all, \(behavior)}

    """
  }

  /// What loading one distribution gives.
  static func load(distribution: String) throws -> (configuration: LabConfiguration?, messages: [String]) {
    try Lab(["pops.yaml": pops, "distributions/d.yaml": distribution]).load()
  }
}
