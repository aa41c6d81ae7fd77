import Primitives

/// Tells two sets of files apart by what is in them, on whatever machine they are.
package enum ContentHash {
  /// Of the files, and of those below directories, hidden ones left out: 16 hexadecimal digits.
  package static func of(_ paths: [String]) -> String {
    var text: [UInt8] = []
    for path in paths { add(path, "", to: &text) }
    let digits = String(KeyedHash(seed: 0)(text.span), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func add(_ path: String, _ relative: String, to text: inout [UInt8]) {
    guard let status = FileStatus(path: path) else { return }
    if status.kind == .directory {
      for name in FileStatus.names(in: path) ?? [] where !name.hasPrefix(".") {
        add("\(path)/\(name)", "\(relative)/\(name)", to: &text)
      }
    } else if status.kind == .regular,
      let content = ConfigurationFile(path: path, diagnostics: DiagnosticCollector()).bytes()
    {
      text += Array("\(relative)\u{0}\(content.count)\u{0}".utf8) + content
    }
  }
}
