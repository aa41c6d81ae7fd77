import Primitives

/// Gathers the faults of a load, so that a reader goes on after one and finds the next.
final class DiagnosticCollector {
  private(set) var diagnostics: [Diagnostic] = []

  /// What is being read, in front of every message.
  private var path: [String] = []

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  func hasErrors(in file: String) -> Bool {
    diagnostics.contains { $0.file == file && $0.severity == .error }
  }

  func add(_ diagnostic: Diagnostic) {
    var diagnostic = diagnostic
    if !path.isEmpty { diagnostic.message = "\(path.joined(separator: ".")): \(diagnostic.message)" }
    diagnostics.append(diagnostic)
  }

  /// Puts `part` in front of the messages of `body`: the path to a field of a long document.
  func within<Value>(_ part: String, _ body: () -> Value) -> Value {
    path.append(part)
    defer { path.removeLast() }
    return body()
  }

  var sorted: [Diagnostic] { diagnostics.sortedByPlace() }
}

extension [Diagnostic] {
  /// By file, line and column; faults at one place in the order they were found.
  package func sortedByPlace() -> [Diagnostic] {
    enumerated().sorted { a, b in
      (a.element.file, a.element.line, a.element.column, a.offset)
        < (b.element.file, b.element.line, b.element.column, b.offset)
    }.map(\.element)
  }
}
