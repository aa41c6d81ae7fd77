import Testing

@testable import Traces

@Suite("Names of objects as lines of a log") struct KeyLogTests {
  private struct Line: Equatable {
    var time = 0
    var host: String?
    var path: String
    var query: String?
    var isHTTPS = true
    var octets = 1
    var client: String?
  }

  private func lines(_ trace: String, _ format: TraceFormat) throws -> [Line] {
    var decoder = try #require(LogDecoder(namesIn: format))
    var lines: [Line] = []
    let bytes = Array(trace.utf8)
    let used = try decoder.decode(bytes.span, isLast: true) { line, text in
      func part(_ range: Range<Int>?) -> String? { range.map { text.extracting($0).text } }
      #expect(line.method == nil && line.isRead(in: text) && line.status == 200)
      lines.append(
        Line(
          time: line.time, host: part(line.host), path: part(line.path) ?? "", query: part(line.query),
          isHTTPS: line.isHTTPS, octets: line.octets, client: part(line.client)))
    }
    #expect(used == bytes.count)
    return lines
  }

  @Test(
    "An address has a host, a path and a query string; a path is one; any other name is all path",
    arguments: [
      ("https://www.example.com/a/b.png?x=1#top", "www.example.com", "/a/b.png", "x=1", true),
      ("http://www.example.com:8080/", "www.example.com:8080", "/", nil, false),
      ("https://www.example.com", "www.example.com", "", nil, true),
      ("https://www.example.com?x", "www.example.com", "", "x", true),
      ("/a?", nil, "/a", "", true), ("/a//b", nil, "/a//b", nil, true),
      ("object-17", nil, "object-17", nil, true),
      ("httpd", nil, "httpd", nil, true), ("#", nil, "", nil, true),
    ] as [(String, String?, String, String?, Bool)])
  func names(_ name: String, host: String?, path: String, query: String?, isHTTPS: Bool) throws {
    let expected = Line(host: host, path: path, query: query, isHTTPS: isHTTPS)
    #expect(try lines("\n" + name + "\r\n", .plainKeys) == [expected])
  }

  @Test("CSV: time, size, client and count of the same line; Twitter's text")
  func columns() throws {
    let line = Line(time: 3, path: "/a,b", octets: 10, client: "192.0.2.1")
    #expect(
      try lines("time,key,size,client,count\n3,\"/a,b\",10,192.0.2.1,2\n4,/c,0,x,1\n", .csv(CSVLayout()))
        == [line, line])
    #expect(
      try lines("7,k,1,20,5,get,0\n", .twitterText) == [Line(time: 7, path: "k", octets: 21, client: "5")])
  }

  @Test("Logs and numbers have no such names; a fault has its place")
  func refused() throws {
    #expect(
      LogDecoder(namesIn: .oracleGeneral) == nil
        && LogDecoder(namesIn: .combinedLog(keepsQuery: false)) == nil)
    let fault = #expect(throws: TraceFault.self) { try lines("time,id\n2,a\n1,b\n", .csv(CSVLayout())) }
    #expect(fault?.record == 3 && fault?.offset == 12)
  }
}
