import Glibc
import Primitives

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
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return unreadable(errno) }
    defer { close(descriptor) }
    let size = FileStatus(descriptor: descriptor)?.octets ?? 0
    guard size <= limit else {
      report("is \(size) octets long; at most \(limit) are read")
      return nil
    }
    // One octet more than there should be shows the end; what has no size, a pipe say, comes in pieces.
    var bytes: [UInt8] = []
    var piece = size + 1
    while true {
      var failure: Int32 = 0
      let read = [UInt8](unsafeUninitializedCapacity: piece) { buffer, count in
        failure = Self.fill(buffer, &count, from: descriptor)
      }
      guard failure == 0 else { return unreadable(failure) }
      let isEnd = read.count < piece
      if bytes.isEmpty { bytes = read } else { bytes += read }
      guard bytes.count <= limit else {
        report("is longer than \(limit) octets; no more are read")
        return nil
      }
      if isEnd { return bytes }
      piece = 65_536
    }
  }

  /// Reads until `buffer` is full or the file ends; returns the error, 0 for none.
  private static func fill(
    _ buffer: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int, from descriptor: Int32
  ) -> Int32 {
    while count < buffer.count {
      let octets = read(descriptor, buffer.baseAddress! + count, buffer.count - count)
      if octets < 0, errno == EINTR { continue }
      if octets < 0 { return errno }
      if octets == 0 { break }
      count += octets
    }
    return 0
  }

  private func unreadable(_ code: Int32) -> [UInt8]? {
    report("cannot be read: \(String(cString: strerror(code)))")
    return nil
  }

  /// The one document in the file, YAML or JSON.
  func root() -> ConfigurationNode? { bytes().flatMap { root(of: $0) } }

  /// The one document in `bytes`, which the file holds.
  func root(of bytes: [UInt8]) -> ConfigurationNode? {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      report("is not UTF-8")
      return nil
    }
    do throws(YAMLDocument.Fault) {
      guard let node = try YAMLDocument.root(of: bytes) else {
        report("is empty")
        return nil
      }
      return ConfigurationNode(node, name: "the file", file: path, diagnostics: diagnostics)
    } catch {
      diagnostics.add(Diagnostic(file: path, line: error.line, column: error.column, error.message))
      return nil
    }
  }

  /// The files of a directory that end in one of `suffixes`, sorted by name. A directory that is not there has none.
  static func files(
    in directory: String, suffixes: [String], diagnostics: DiagnosticCollector, mustExist: Bool = false
  ) -> [ConfigurationFile] {
    if !mustExist, FileStatus(path: directory) == nil { return [] }
    guard let names = FileStatus.names(in: directory) else {
      let reason = String(cString: strerror(errno))
      ConfigurationFile(path: directory, diagnostics: diagnostics).report("cannot be read: \(reason)")
      return []
    }
    return names.filter { name in !name.hasPrefix(".") && suffixes.contains { name.hasSuffix($0) } }
      .map { ConfigurationFile(path: "\(directory)/\($0)", diagnostics: diagnostics) }
  }

  static let yamlSuffixes = [".yaml", ".yml", ".json"]

  var isYAML: Bool { Self.yamlSuffixes.contains { path.hasSuffix($0) } }

  static func isDirectory(_ path: String) -> Bool { FileStatus(path: path)?.kind == .directory }

  var exists: Bool { FileStatus(path: path) != nil }

  private var name: Substring { path.split(separator: "/").last ?? "" }

  /// The last component without its extension.
  var stem: String {
    let name = name
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
    return String(name[..<dot])
  }

  /// `.` for a file without one.
  var directory: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  func report(_ message: String) { diagnostics.add(Diagnostic(file: path, message)) }
}
