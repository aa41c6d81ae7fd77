import Primitives
import Testing

@Suite struct DiagnosticTests {
  @Test(
    "control characters (general category Cc) never reach a terminal, all else does",
    arguments: [
      ("plain", "f:2:3: plain"), ("naïve ☂", "f:2:3: naïve ☂"), ("", "f:2:3: "),
      ("a\u{1B}[31mb", "f:2:3: a\\x1B[31mb"), ("a\nb\r\nc\td", "f:2:3: a\\x0Ab\\x0D\\x0Ac\\x09d"),
      ("\0\u{7F}\u{80}\u{9F}\u{A0}", "f:2:3: \\x00\\x7F\\x80\\x9F\u{A0}"),
    ])
  func controlCharacters(message: String, expected: String) {
    #expect(Diagnostic(file: "f", line: 2, column: 3, message).description == expected)
  }

  @Test func `the name of a file is escaped too`() {
    #expect(Diagnostic(file: "a\u{1B}c.zone", line: 1, column: 1, "x").description == "a\\x1Bc.zone:1:1: x")
  }

  @Test func `a fault of the whole file stands at its beginning`() {
    #expect(Diagnostic(file: "f", severity: .warning, "x").description == "f:1:1: warning: x")
  }
}
