import Foundation
import Primitives
import Yams

/// Reads files and directories; what cannot be read is a diagnostic.
struct ConfigurationFile {
  let path: String
  let diagnostics: DiagnosticCollector

  /// The content as bytes.
  func bytes(limit: Int = Limits.fileBytes) -> [UInt8]? {
    guard exists else {
      report("cannot be read: there is no such file")
      return nil
    }
    do {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      guard size <= limit else {
        report("is \(size) octets long; at most \(limit) are read")
        return nil
      }
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      report("cannot be read: \(error.localizedDescription)")
      return nil
    }
  }

  /// The one document in the file, YAML or JSON.
  func root() -> ConfigurationNode? {
    guard let bytes = bytes() else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      report("is not UTF-8")
      return nil
    }
    return Self.root(of: text, path: path, diagnostics: diagnostics)
  }

  static func root(of text: String, path: String, diagnostics: DiagnosticCollector) -> ConfigurationNode? {
    let file = ConfigurationFile(path: path, diagnostics: diagnostics)
    do {
      guard let node = try compose(yaml: text) else {
        file.report("is empty")
        return nil
      }
      guard node.isNested(within: Limits.nesting) else {
        file.report("is nested deeper than \(Limits.nesting) levels")
        return nil
      }
      return ConfigurationNode(node, name: "the file", file: path, diagnostics: diagnostics)
    } catch let error as YamlError {
      diagnostics.add(Diagnostic(file: path, error))
    } catch {
      file.report("\(error)")
    }
    return nil
  }

  /// The files of a directory that end in one of `suffixes`, sorted by name. A directory that is not there has none.
  static func files(
    in directory: String, suffixes: [String], diagnostics: DiagnosticCollector, mustExist: Bool = false
  ) -> [ConfigurationFile] {
    if !mustExist, !FileManager.default.fileExists(atPath: directory) { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        .filter { name in !name.hasPrefix(".") && suffixes.contains { name.hasSuffix($0) } }
        .map { ConfigurationFile(path: "\(directory)/\($0)", diagnostics: diagnostics) }
    } catch {
      ConfigurationFile(path: directory, diagnostics: diagnostics).report(
        "cannot be read: \(error.localizedDescription)")
      return []
    }
  }

  static let yamlSuffixes = [".yaml", ".yml", ".json"]

  static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// The last component without its extension.
  var stem: String { URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent }

  var directory: String { URL(fileURLWithPath: path).deletingLastPathComponent().relativePath }

  func report(_ message: String) { diagnostics.add(Diagnostic(file: path, message)) }
}

extension Node {
  /// Whether no list or map stands more than `levels` deep.
  fileprivate func isNested(within levels: Int) -> Bool {
    guard levels > 0 else { return false }
    return switch self {
    case .scalar, .alias: true
    case .sequence(let sequence): sequence.allSatisfy { $0.isNested(within: levels - 1) }
    case .mapping(let mapping): mapping.allSatisfy { $0.value.isNested(within: levels - 1) }
    }
  }
}

extension Diagnostic {
  /// A fault of the YAML itself.
  fileprivate init(file: String, _ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(file: file, line: mark.line, column: mark.column, problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      self.init(
        file: file, line: context.mark.line, column: context.mark.column, "\(names) stands twice in this map")
    default:
      self.init(file: file, "\(error)".split(separator: "\n").joined(separator: " "))
    }
  }
}
