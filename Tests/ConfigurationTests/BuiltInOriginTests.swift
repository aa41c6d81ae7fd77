import Configuration
import Primitives
import Simulation
import Testing

@Suite("origins.yaml")
struct BuiltInOriginTests {
  private func load(_ origin: String) throws -> (configuration: LabConfiguration?, messages: [String]) {
    try Lab(["pops.yaml": Lab.pops, "origins.yaml": "origins: [{\(origin)}]", "site/index.html": "hello"])
      .load()
  }

  @Test func accepts() throws {
    let (configuration, messages) = try load(
      """
      name: A.Test, region: us-east-1, directory: site, objects: [{path: /a/*, size: 1GiB, latency: 50ms, chunked: true, etag: false}, \
      {path: /b, body: hi, contentType: text/plain, headers: {Cache-Control: max-age=1}, status: 404, lastModified: false}]
      """)
    #expect(messages == [])
    let origin = try #require(configuration?.origins.first)
    #expect(origin.name == "a.test")
    #expect(origin.region.map { "\($0)" } == "us-east-1")
    #expect(origin.directory?.hasSuffix("/site") == true)
    #expect(
      origin.objects == [
        .init(
          pathPattern: "/a/*", body: .generated(octets: 1 << 30), latency: Latency(.milliseconds(50)),
          isChunked: true,
          sendsETag: false),
        .init(
          pathPattern: "/b", body: .literal(Array("hi".utf8)), contentType: "text/plain",
          headers: [.init(name: "Cache-Control", value: "max-age=1")], status: 404, sendsLastModified: false),
      ])
  }

  @Test(
    "refused",
    arguments: [
      (
        "name: a.test", "1:11: origins[0] needs one of 'directory', 'objects', 'video' or 'store', or several"
      ),
      (
        "name: a.test, region: us-east-9, directory: site",
        "1:34: region is 'us-east-9'; expected an AWS region such as us-east-1"
      ),
      ("name: a/b, directory: site", "1:18: name is 'a/b'; expected a host name"),
      (
        "name: a.test, directory: ../site",
        "1:37: directory '../site' must be a path below the file, without '..'"
      ),
      ("name: a.test, directory: /etc", "1:37: directory '/etc' must be a path below the file, without '..'"),
      ("name: a.test, directory: sites", "1:37: directory 'sites' is not there or is no directory"),
      ("name: a.test, objects: [{path: /, size: 1, body: x}]", "1:61: 'size' and 'body' exclude each other"),
      (
        "name: a.test, objects: [{path: /, size: 1X}]",
        "1:52: size is '1X'; expected a size such as 1KiB, at most 64GiB"
      ),
      (
        "name: a.test, objects: [{path: /, size: 65GiB}]",
        "1:52: size is '65GiB'; expected a size such as 1KiB, at most 64GiB"
      ),
      (
        "name: a.test, objects: [{path: /, latency: 5}]",
        "1:55: latency is '5'; expected 50ms, 20ms..200ms, ~50ms for a mean, or 50ms~0.5 for a median and a sigma; at most 10m"
      ),
      ("name: a.test, objects: [{path: /, status: 101}]", "1:54: status is 101; it must be in 200 to 599"),
      (
        "name: a.test, objects: [{path: /, headers: {Content-Length: 1}}]",
        "1:56: 'Content-Length' is no header name that may be set here"
      ),
      (
        "name: a.test, objects: [{path: /, headers: {A: \"b\\n\"}}]",
        "1:59: the value of 'A' holds a control character"
      ),
    ])
  func refuses(origin: String, message: String) throws {
    let (configuration, messages) = try load(origin)
    #expect(configuration == nil)
    #expect(messages == ["origins.yaml:" + message])
  }

  @Test(
    "paths stay in the directory",
    arguments: [
      ("/index.html", "index.html"), ("/a/b.css", "a/b.css"), ("/a%20b", "a b"), ("/%C3%A9", "é"),
    ])
  func filePath(path: String, file: String) {
    #expect(BuiltInOrigin.relativeFilePath(of: Array(path.utf8).span) == file)
  }

  @Test(
    "paths that would leave the directory name no file",
    arguments: [
      "", "/", "a", "/../a", "/a/../b", "/%2e%2e/a", "/a/%2e%2E%2fb", "//a", "/a//b", "/a/", "/.git",
      "/a%00b", "/a%5c..",
      "/%", "/%2", "/%zz", "/%ff",
    ])
  func noFilePath(path: String) {
    #expect(BuiltInOrigin.relativeFilePath(of: Array(path.utf8).span) == nil)
  }
}
