import Testing

@testable import Serving

/// Queries as forms write them (application/x-www-form-urlencoded of the URL standard).
@Suite struct QueryParametersTests {
  @Test(
    arguments: [
      ("a=1&b=2", "a", "1"), ("a=1&b=2", "b", "2"), ("a=1&a=2", "a", "1"), ("a=b=c", "a", "b=c"),
      ("a", "a", ""), ("a=", "a", ""), ("&&a=1&", "a", "1"), ("=x", "", "x"),
      ("a=b+c", "a", "b c"), ("a=b%2Bc", "a", "b+c"), ("a%20b=1", "a b", "1"), ("a=%C3%A4", "a", "\u{E4}"),
      // What does not decode stays.
      ("a=%zz", "a", "%zz"), ("a=100%", "a", "100%"), ("a=%ff", "a", "%ff"),
      // A mark that combines with the separator before it.
      ("a=\u{301}", "a", "\u{301}"), ("a=1&\u{301}=2", "\u{301}", "2"),
    ] as [(String, String, String)])
  func `a value by its name`(query: String, name: String, value: String) {
    #expect(QueryParameters(query)[name] == value)
  }

  @Test(arguments: [("", "a"), ("b=a", "a"), ("A=1", "a"), ("a1=1", "a")])
  func `what is not there is nil`(query: String, name: String) {
    #expect(QueryParameters(query)[name] == nil)
  }

  @Test func `one of some names`() {
    let query = QueryParameters("versions&prefix=a")
    #expect(query.names("list-type", "versions") && query.names("prefix"))
    #expect(!query.names("list-type") && !query.names())
  }
}
