import HTTPCaching
import HTTPWire
import Testing

private func read(_ lines: String...) -> CacheControl? {
  var fields = Fields()
  for line in lines { fields.append("CDN-Cache-Control", line) }
  return TargetedCacheControl.read(fields)
}

@Suite("RFC 9213: CDN-Cache-Control")
struct TargetedCacheControlTests {
  @Test(
    "a dictionary of structured fields",
    arguments: [
      ("max-age=60", 60), ("foobar, max-age=60", 60), ("max-age=60;x=1;y", 60),
      ("max-age=10, max-age=60", 10),
      ("a=\"x, \\\" max-age=1\", max-age=60", 60), ("a=(1 \"b\";c :YQ==:), max-age=60", 60),
      ("a=-1.5, b=?0, c=tok/en, d=@17 ,\tmax-age=60", 60), ("max-age=999999999999999", 999_999_999_999_999),
    ])
  func accepts(line: String, seconds: Int64) { #expect(read(line)?.maxAge == seconds) }

  @Test(
    "anything else, and Cache-Control holds",
    arguments: [
      "", "  ", "max-age=60, &&&&&", "max-age =60", "max-age= 60", "Max-Age=60", "max-age=60,", "max-age=",
      "a=\"", "a=\"\u{7f}\"", "a=(1", "a=(1\"b\")", "a=:?:", "a=?2", "a=1.", "a=1.2345", "a=1234567890123456",
      "a=@x", "a;=1", "a;B", "a=1 b=2", "-", "a=-", "a=1234567890123.1",
    ])
  func refuses(line: String) { #expect(read(line) == nil) }

  @Test("no line, and several that are one list")
  func lines() {
    #expect(read() == nil)
    let both = read("max-age=60", "no-store")
    #expect(both?.maxAge == 60 && both?.directives == .noStore)
    #expect(read("max-age=60", "!") == nil)
  }

  @Test("section 2.1: a value of another type is passed over, the field is not")
  func types() {
    let control = read("max-age=\"60\", no-store=?0, private=1, must-revalidate=?1, stale-if-error=tok")
    #expect(control?.maxAge == nil && control?.staleIfError == nil)
    #expect(control?.directives == .mustRevalidate)
  }
}
