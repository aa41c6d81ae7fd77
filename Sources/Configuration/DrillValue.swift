import Primitives

/// A value of a drill's file, by the path of its keys: `workload.zipf`, `events.outage.at`.
package struct DrillValue: Hashable, Sendable {
  package var path: String
  /// YAML.
  package var text: String

  package init(path: String, text: String) { (self.path, self.text) = (path, text) }

  /// The paths that a drill's file has, and those that it might have as far as the top of it goes.
  package static func paths(inFile path: String) -> [String] {
    let file = ConfigurationFile(path: path, diagnostics: DiagnosticCollector())
    return file.root()?.node.leafPaths ?? []
  }

  /// Whether a drill's file may have a value of that path.
  package static func isPath(_ name: String) -> Bool {
    guard let top = name.split(separator: ".", omittingEmptySubsequences: false).first else { return false }
    return DrillReader.keys.contains(String(top))
  }
}

extension ConfigurationNode {
  /// The document with other values in it; nil, and an error, where one of them has no place or is no YAML.
  func replacing(_ values: [DrillValue]) -> ConfigurationNode? {
    var node = node
    for value in values {
      let path = value.path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      do {
        guard let new = try YAMLDocument.root(of: Array(value.text.utf8)) else {
          error("\(value.path) is to have a value, and there is none")
          return nil
        }
        node = try node.replacing(path[...], with: new)
      } catch let fault as YAMLDocument.Fault {
        error("\(value.path) cannot be \(value.text.quoted): \(fault.message)")
        return nil
      } catch YAMLNode.ReplacementFault.noSuchPlace(let name, let known) {
        error(
          "there is no \(name.quoted) for \(value.path)\(NearestName.suggestion(for: name, among: known))")
        return nil
      } catch {
        return nil
      }
    }
    return ConfigurationNode(node, name: name, file: file, diagnostics: diagnostics)
  }
}
