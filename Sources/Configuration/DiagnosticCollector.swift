import Primitives

/// Gathers the faults of a load, so that a reader goes on after one and finds the next.
final class DiagnosticCollector {
  private(set) var diagnostics: [Diagnostic] = []

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

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
