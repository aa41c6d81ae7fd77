import Foundation
import Testing

/// Built-in origins, asked by curl without an edge between.
@Suite(.serialized) struct BuiltInOriginTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func lab(_ origin: String) throws -> LabProcess {
    try files.write([
      "pops.yaml":
        "pops: [{id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.1.1, capacity: 1MiB}]\n",
      "origins.yaml": "origins: [{name: o.test, \(origin)}]\n",
    ])
    return try files.lab()
  }

  private func ask(_ lab: LabProcess, _ path: String, _ extra: String...) throws -> Reply {
    let line = try #require(lab.output.split(separator: "\n").first { $0.hasPrefix("listening origin ") })
    let address = line.split(separator: " ")[2]
    return Reply(
      try Command("curl", ["-s", "-i", "--max-time", "20", "http://\(address)\(path)"] + extra).output)
  }

  @Test("one range, If-Range, 416 (RFC 9110 sections 13.1.5 and 14)")
  func ranges() throws {
    let lab = try lab("objects: [{path: /a, body: 0123456789, lastModified: false}]")
    let whole = try ask(lab, "/a")
    #expect(whole.status == 200 && whole.fields["accept-ranges"] == "bytes")
    let tag = try #require(whole.fields["etag"])
    let rows: [(range: String, condition: String?, status: Int, body: String, contentRange: String?)] = [
      ("bytes=2-4", nil, 206, "234", "bytes 2-4/10"), ("bytes=-3", nil, 206, "789", "bytes 7-9/10"),
      ("bytes=8-99", nil, 206, "89", "bytes 8-9/10"), ("bytes=10-", nil, 416, "", "bytes */10"),
      ("bytes=0-0,5-5", nil, 200, "0123456789", nil), ("octets=1-2", nil, 200, "0123456789", nil),
      ("bytes=2-4", tag, 206, "234", "bytes 2-4/10"), ("bytes=2-4", "\"other\"", 200, "0123456789", nil),
    ]
    for row in rows {
      let condition = row.condition.map { ["-H", "If-Range: \($0)"] } ?? []
      let reply =
        try condition.isEmpty
        ? ask(lab, "/a", "-H", "Range: \(row.range)")
        : ask(lab, "/a", "-H", "Range: \(row.range)", condition[0], condition[1])
      #expect(reply.status == row.status && reply.body == row.body, "\(row)")
      #expect(reply.fields["content-range"] == row.contentRange, "\(row)")
    }
  }

  @Test("a page is made for each user, and escapes what comes from outside")
  func page() throws {
    let lab = try lab(
      "objects: [{path: /hello, page: \"Hello {cookie:user}, {query:q}{{}\", contentType: text/html, headers: {Cache-Control: private}, latency: ~1ms}]"
    )
    let reply = try ask(lab, "/hello?q=%3Cb%3E+x", "-H", "Cookie: a=b; user=Kim")
    #expect(reply.body == "Hello Kim, &lt;b&gt; x{}" && reply.fields["cache-control"] == "private")
    let other = try ask(lab, "/hello", "-H", "Cookie: user=Lee")
    #expect(other.body == "Hello Lee, {}" && other.fields["etag"] != reply.fields["etag"])
  }

  @Test("video: from the master playlist to a segment and a part of it, the same each time")
  func video() throws {
    let lab = try lab("video: {duration: 14s, segment: 6s, headers: {Cache-Control: max-age=60}}")
    let master = try ask(lab, "/films/one/master.m3u8")
    #expect(master.fields["content-type"] == "application/vnd.apple.mpegurl")
    let media = try #require(master.body.split(separator: "\n").last)
    let playlist = try ask(lab, "/films/one/\(media)")
    #expect(playlist.body.contains("#EXTINF:2,\n2.ts\n#EXT-X-ENDLIST"))
    let path = "/films/one/\(media.split(separator: "/")[0])/2.ts"
    let segment = try Command(
      "bash", ["-c", "cmp <(\(fetch(lab, path))) <(\(fetch(lab, path))) && \(fetch(lab, path)) | wc -c"])
    let octets = try #require(Int(segment.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    // At most 7.8 Mbit/s for two seconds, whole packets.
    #expect(octets % 188 == 0 && (975_000 - 188...1_950_000).contains(octets))
    let part = try Command("bash", ["-c", "\(fetch(lab, path)) -r 188-191 | od -An -tx1"])
    #expect(part.output.trimmingCharacters(in: .whitespacesAndNewlines) == "47 1f ff 10")
    #expect(try ask(lab, "/films/one/1080p/3.ts").status == 404)
  }

  private func fetch(_ lab: LabProcess, _ path: String) throws -> String {
    let line = try #require(lab.output.split(separator: "\n").first { $0.hasPrefix("listening origin ") })
    return "curl -s --max-time 20 http://\(line.split(separator: " ")[2])\(path)"
  }

  @Test("object store: PUT, metadata, versions, conditions, ranges, listing, DELETE")
  func store() throws {
    let lab = try lab("store: {capacity: 2KiB}")
    #expect(try ask(lab, "/k").status == 404)
    let put = try ask(
      lab, "/k", "-X", "PUT", "-d", "first", "-H", "Content-Type: text/x", "-H", "x-amz-meta-a: 1")
    let (tag, version) = (try #require(put.fields["etag"]), try #require(put.fields["x-amz-version-id"]))
    let got = try ask(lab, "/k")
    #expect(got.body == "first" && got.fields["etag"] == tag && got.fields["x-amz-meta-a"] == "1")
    #expect(got.fields["content-type"] == "text/x" && got.fields["last-modified"] != nil)
    #expect(try ask(lab, "/k", "-H", "If-None-Match: \(tag)").status == 304)
    #expect(try ask(lab, "/k", "-H", "If-Match: \"x\"").status == 412)
    #expect(try ask(lab, "/k", "-r", "1-2").body == "ir")
    #expect(try ask(lab, "/k", "-X", "PUT", "-d", "x", "-H", "If-None-Match: *").status == 412)
    #expect(try ask(lab, "/k", "-X", "PUT", "-d", "second", "-H", "If-Match: \(tag)").status == 200)
    #expect(try ask(lab, "/k").body == "second")
    #expect(try ask(lab, "/k?versionId=\(version)").body == "first")
    _ = try ask(lab, "/a%20b", "-X", "PUT", "-d", "")
    let list = try ask(lab, "/?list-type=2&max-keys=1").body
    #expect(list.contains("<Key>a b</Key>") && list.contains("<IsTruncated>true</IsTruncated>"))
    #expect(try ask(lab, "/?list-type=2&start-after=a+b&prefix=k").body.contains("<Size>6</Size>"))
    let deleted = try ask(lab, "/k", "-X", "DELETE")
    #expect(deleted.status == 204 && deleted.fields["x-amz-delete-marker"] == "true")
    #expect(try ask(lab, "/k").status == 404)
    let marker = try #require(deleted.fields["x-amz-version-id"])
    #expect(try ask(lab, "/?versions").body.contains("<DeleteMarker><Key>k</Key><VersionId>\(marker)<"))
    #expect(try ask(lab, "/k?versionId=\(marker)", "-X", "DELETE").status == 204)
    #expect(try ask(lab, "/k").body == "second")
    let large = String(repeating: "x", count: 3_000)
    #expect(try ask(lab, "/large", "-X", "PUT", "-d", large).status == 413)
    #expect(try ask(lab, "/large", "-X", "PUT", "-d", String(large.prefix(1_500))).status == 507)
  }
}
