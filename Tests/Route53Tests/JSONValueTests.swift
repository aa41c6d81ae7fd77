import Route53
import Testing

/// RFC 8259, laid out as the AWS command line does.
@Suite struct JSONValueTests {
  @Test(arguments: [
    ("a", #""a""#), ("\"\\", #""\"\\""#), ("a\nb\t\u{1}\u{7F}", #""a\nb\t\u0001\u007f""#), ("ü😀", #""ü😀""#),
    ("\r\n", #""\u000d\n""#),
  ])
  func `strings are escaped`(text: String, json: String) { #expect(JSONValue.quoted(text) == json) }

  @Test func `members keep their order, four spaces a level`() {
    let value = JSONValue.object([
      ("B", .array([.integer(1), .boolean(true)])), ("A", .object([("C", .null)])), ("D", nil),
      ("E", .array([])),
    ])
    #expect(
      value.indented == """
        {
            "B": [
                1,
                true
            ],
            "A": {
                "C": null
            },
            "E": []
        }
        """)
    #expect(value.compact == #"{"B": [1, true], "A": {"C": null}, "E": []}"#)
  }

  @Test(arguments: [
    // The order of ListResourceRecordSets: by labels from the right, then by type, then by SetIdentifier.
    (["example.com.", "A", ""], ["example.com.", "MX", ""]),
    (["example.com.", "TXT", ""], ["a.example.com.", "A", ""]),
    (["b.a.example.com.", "A", ""], ["b.example.com.", "A", ""]),
    ([#"\052.example.com."#, "A", ""], ["a.example.com.", "A", ""]),
    (["a.example.com.", "A", "1"], ["a.example.com.", "A", "2"]),
  ])
  func `record sets stand in the order of the API`(first: [String], second: [String]) {
    func order(_ set: [String]) -> RecordSetOrder {
      RecordSetOrder(name: set[0], type: set[1], identifier: set[2])
    }
    #expect(order(first) < order(second))
    #expect(!(order(second) < order(first)))
  }
}
