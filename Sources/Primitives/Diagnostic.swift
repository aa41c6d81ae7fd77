/// One fault in a file, at the place an editor would show it.
package struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Severity: Sendable { case error, warning }

  package var file: String
  /// One-based; 0 where the fault is the file itself (it cannot be read, say).
  package var line: Int
  /// One-based, in bytes; 0 where the fault is the whole line or file.
  package var column: Int
  package var severity: Severity
  /// What was found and what was expected.
  package var message: String

  package init(
    file: String, line: Int = 0, column: Int = 0, severity: Severity = .error, _ message: String
  ) {
    (self.file, self.line, self.column) = (file, line, column)
    (self.severity, self.message) = (severity, message)
  }

  /// `file:line:column: message`, warnings marked as such; a fault of the whole file stands at its beginning, where an
  /// editor can go. On one line, and without control characters, which a terminal would obey: `\x1B`.
  package var description: String {
    let place = "\(file.printable):\(max(line, 1)):\(max(column, 1))"
    return "\(place): \(severity == .warning ? "warning: " : "")\(message.printable)"
  }
}

extension String {
  /// With control characters (general category Cc) as `\xHH`.
  fileprivate var printable: String {
    guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.properties.generalCategory == .control {
        text += (scalar.value < 16 ? "\\x0" : "\\x") + String(scalar.value, radix: 16, uppercase: true)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
