import HTTPCaching
import HTTPWire
import Testing

private func cacheControl(_ lines: String...) -> CacheControl {
  var fields = Fields()
  for line in lines { fields.append("Cache-Control", line) }
  return CacheControl(fields)
}

@Suite("RFC 9111 section 5.2: Cache-Control")
struct CacheControlTests {
  @Test(
    "max-age",
    arguments: [
      ("max-age=60", 60), ("Max-Age=60", 60), ("max-age=\"60\"", 60), ("max-age=0", 0),
      ("public, max-age=7", 7),
      (" , ,max-age=7 ,", 7), ("ext=\"a, max-age=1\", max-age=7", 7), ("max-age=60, max-age=30", 30),
      ("max-age=99999999999999999999", Int64.max), ("max-age = 5", 5),
    ])
  func maxAge(line: String, seconds: Int64) { #expect(cacheControl(line).maxAge == seconds) }

  @Test(
    "an invalid lifetime is stale",
    arguments: [
      "max-age", "max-age=", "max-age=-1", "max-age=1.5", "max-age=1s", "max-age=\"", "max-age=60, max-age=x",
    ])
  func invalid(line: String) { #expect(cacheControl(line).maxAge == 0) }

  @Test("not max-age", arguments: ["", "maxage=60", "x-max-age=60", "\"max-age=60\"", "max-age60"])
  func absent(line: String) { #expect(cacheControl(line).maxAge == nil) }

  @Test("s-maxage goes first for a shared cache")
  func sharedMaxAge() {
    #expect(cacheControl("max-age=60", "s-maxage=10").explicitLifetime == 10)
    #expect(cacheControl("max-age=60").explicitLifetime == 60)
    #expect(cacheControl("public").explicitLifetime == nil)
  }

  @Test(
    "directives without seconds",
    arguments: [
      ("no-store", CacheControl.Directives.noStore), ("NO-STORE", .noStore), ("no-store=1", .noStore),
      ("no-cache", .noCache), ("no-cache=\"Set-Cookie\"", .noCacheFields),
      ("no-cache=\"a\", no-cache", .noCache), ("no-cache, no-cache=\"a\"", .noCache), ("private", .private),
      ("private=\"x\"", .private), ("must-revalidate,proxy-revalidate", [.mustRevalidate, .proxyRevalidate]),
      ("immutable, public", [.immutable, .public]), ("no-stor", []), ("x=\"no-store\"", []),
    ] as [(String, CacheControl.Directives)])
  func directives(line: String, expected: CacheControl.Directives) {
    #expect(cacheControl(line).directives == expected)
  }

  @Test("RFC 5861")
  func stale() {
    let control = cacheControl("max-age=1, stale-while-revalidate=30, stale-if-error=0")
    #expect(control.staleWhileRevalidate == 30 && control.staleIfError == 0)
    #expect(cacheControl("max-age=1").staleIfError == nil)
  }

  @Test("RFC 9111 section 5.2.1: what viewers ask for")
  func request() {
    let control = cacheControl("max-stale, min-fresh=5, only-if-cached")
    #expect(control.maxStale == .max && control.minFresh == 5 && control.directives == .onlyIfCached)
    #expect(cacheControl("max-stale=7").maxStale == 7 && cacheControl("max-stale=x").maxStale == 0)
    #expect(
      cacheControl("max-age=1").maxStale == nil
        && cacheControl("must-understand").directives == .mustUnderstand)
  }

  @Test("fields of no-cache")
  func noCacheFields() {
    var fields = Fields()
    fields.append("Cache-Control", "no-cache=\"Set-Cookie, X-A\", max-age=5, no-cache=x-b")
    var names: [String] = []
    CacheControl.forEachNoCacheField(in: fields) { names.append($0.text) }
    #expect(names == ["Set-Cookie", "X-A", "x-b"])
  }
}
