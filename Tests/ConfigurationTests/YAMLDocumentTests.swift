import Testing

@testable import Configuration

@Suite struct YAMLDocumentTests {
  private func root(_ text: String) throws -> YAMLNode? { try YAMLDocument.root(of: Array(text.utf8)) }

  /// YAML 1.1, "Language-Independent Types", as far as the configuration asks.
  @Test(arguments: [
    ("~", YAMLNode.ScalarKind.null), ("null", .null), ("''", .quoted), ("'null'", .quoted),
    ("yes", .boolean), ("Off", .boolean), ("TRUE", .boolean), ("tRUE", .string), ("\"true\"", .quoted),
    ("5", .integer), ("-5", .integer), ("+5", .integer), ("'5'", .quoted), ("5s", .string),
    ("!!str 5", .string),
    ("5.5", .float), ("1e3", .float), ("nan", .string), ("inf", .string), ("0x1p3", .string),
    ("1.2.3.4", .string),
    ("99999999999999999999", .float), ("|\n  5\n", .quoted),
  ])
  func `a scalar is what it looks like without quotes`(text: String, kind: YAMLNode.ScalarKind) throws {
    #expect(try root("a: \(text)")?["a"]?.scalarKind == kind)
  }

  @Test func `every value knows its place`() throws {
    let root = try #require(try root("# one\nä: [b, {c: d}]\n"))
    #expect((root.line, root.column) == (2, 1))
    let list = try #require(root["ä"]?.sequence)
    #expect(list.map(\.line) == [2, 2] && list.map(\.column) == [5, 8])
    #expect(list[1]["c"]?.scalar == "d" && list[1]["c"]?.column == 12)
  }

  @Test func `JSON is read too`() throws {
    let root = try #require(try root(#"{"a": {"b": [1, "two\u0041"]}}"#))
    #expect(root["a"]?["b"]?.sequence?.map(\.scalar) == ["1", "twoA"])
  }

  @Test func `an alias stands for what its anchor marks`() throws {
    #expect(try root("a: &x [1, 2]\nb: *x")?["b"]?.sequence?.count == 2)
  }

  @Test func `an empty text holds nothing`() throws {
    #expect(try root("") == nil)
    #expect(try root("# only this\n") == nil)
  }

  @Test(arguments: [
    ("a: [\n", "2:1: did not find expected node content"),
    ("a: 1\nb: 2\na: 3", "1:1: 'a' stands twice in this map"),
    ("a: *x", "1:4: found undefined alias"),
    ("a: &x [*x]", "1:8: found undefined alias"),
    ("a\n---\nb", "2:1: the file holds a second document"),
    ("a: \u{1}", "0:0: control characters are not allowed"),
    (
      String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
      "0:0: is nested deeper than 64 levels"
    ),
    (String(repeating: "[", count: 100_000), "0:0: is nested deeper than 64 levels"),
    // Each line stands for ten of the one before.
    (
      "- &a0 x\n"
        + (1...9).map { n in
          "- &a\(n) [" + Array(repeating: "*a\(n - 1)", count: 10).joined(separator: ", ") + "]\n"
        }.joined(), "7:3: this and what its aliases stand for are more than 1048576 values"
    ),
  ])
  func `what is no document is refused with its place`(text: String, fault: String) {
    #expect {
      try root(text)
    } throws: { error in
      guard let error = error as? YAMLDocument.Fault else { return false }
      return "\(error.line):\(error.column): \(error.message)" == fault
    }
  }
}
