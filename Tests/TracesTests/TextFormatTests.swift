import Primitives
import Testing

@testable import Traces

@Suite struct TextFormatTests {
  private static func id(_ name: String) -> UInt64 {
    let bytes = Array(name.utf8)
    return KeyedHash(seed: 0)(bytes.span)
  }

  private static func csv(_ columns: String) throws -> TraceFormat {
    .csv(try CSVLayout.parse(columns).get())
  }

  @Test("trace formats, 6: a key a line, empty ones skipped")
  func plainKeys() {
    #expect(
      read("a\r\n\nb\na", .plainKeys)
        == .success(["a", "b", "a"].map { Request(id: Self.id($0), size: 1, time: 0) }))
  }

  @Test("trace formats, 5: columns by number, by name and by the usual names; header and delimiter found out")
  func csv() throws {
    let expected = Result<[Request], TraceFault>.success([
      Request(id: Self.id("x"), size: 10, time: 3, ttl: 60)
    ])
    #expect(try read("3.7,x,10,60\n", Self.csv("time=1,id=2,size=3,ttl=4")) == expected)
    #expect(
      try read("when\twhat\thow\tkeep\n3\tx\t10\t60", Self.csv("time=when,id=what,size=how,ttl=keep"))
        == expected)
    #expect(read("timestamp,key,size,ttl\n3,\"x\",10,60\n", .csv(CSVLayout())) == expected)
    #expect(try read("3|x|10|60", Self.csv("time=1,id=2,size=3,ttl=4")) == expected)
    #expect(try read("3 x 10 60", Self.csv("time=1,id=2,size=3,ttl=4,delimiter=blank")) == expected)
    #expect(try read("t,a,b,c\n3,x,10,60", Self.csv("time=1,id=2,size=3,ttl=4,header=yes")) == expected)
  }

  @Test("A count repeats the request; size 0 is dropped; without sizes they are 1")
  func csvRules() throws {
    let x = Request(id: Self.id("x"), size: 10, time: 0)
    #expect(try read("x,10,3\nx,0,1\nx,10,0", Self.csv("id=1,size=2,count=3")) == .success([x, x, x]))
    #expect(
      try read("x1,10\n", Self.csv("id=1,header=no"))
        == .success([Request(id: Self.id("x1"), size: 1, time: 0)]))
    #expect(
      try read("\"a,\"\"b\",10", Self.csv("id=1,size=2,delimiter=comma,header=no"))
        == .success([Request(id: Self.id("a,\"\"b"), size: 10, time: 0)]))
  }

  @Test(
    "CSV faults",
    arguments: [
      ("1,x\n2", "time=1,id=2", 2, 4, "1 columns; expected 2"),
      ("1,x\nz,x", "time=1,id=2,header=no", 2, 4, "the time is “z”"),
      ("1,x,-4", "time=1,id=2,size=3,header=no", 1, 0, "the size is “-4”"),
      ("1,x\n0,x", "time=1,id=2,header=no", 2, 4, "time goes back"),
      ("1,\"x", "time=1,id=2,header=no", 1, 0, "not closed"),
      ("1,\"x\"y", "time=1,id=2,header=no", 1, 0, "after the closing"),
      ("a,b\n1,2", "id=c", 1, 0, "no column is named “c”; there are a, b"),
      ("1,2\n", "id=c", 1, 0, "no header"),
      ("1,2\n", "", 1, 0, "--columns"),
      ("1,999999999\n", "id=1,count=2", 1, 0, "the count is"),
      (
        "1,x,140737488355327,64\n1,y,65,1", "time=1,id=2,size=3,count=4,header=no", 2, 23,
        "the sizes add up to more than"
      ),
      (
        "1,x,140737488355327,65", "time=1,id=2,size=3,count=4,header=no", 1, 0,
        "the sizes add up to more than"
      ),
    ])
  func csvFaults(text: String, columns: String, record: Int, offset: Int, words: String) throws {
    guard case .failure(let fault) = try read(text, Self.csv(columns)) else {
      Issue.record("it was read")
      return
    }
    #expect(fault.record == record && fault.offset == offset && fault.reason.contains(words), "\(fault)")
  }

  @Test(arguments: ["id", "id=0", "id=257", "name=1", "id=1,delimiter=xx", "header=maybe"])
  func refusedLayout(text: String) {
    #expect(throws: CSVLayout.LayoutError.self) { try CSVLayout.parse(text).get() }
  }

  @Test("A line without an end is refused before memory is gone")
  func longLine() {
    guard case .failure(let fault) = read([UInt8](repeating: 65, count: Limits.lineOctets + 1), .plainKeys)
    else {
      Issue.record("it was read")
      return
    }
    #expect(fault.reason.contains("a line of more than"))
  }

  @Test("trace formats, 4: Twitter's text; the key's size counts, a get of nothing is dropped")
  func twitterText() {
    let text = "0,k,10,90,3,get,0\n1,k,10,0,3,get,0\n1,k,10,0,3,gets,0\n2,k,10,0,3,delete,60\n"
    let client = UInt32(truncatingIfNeeded: Self.id("3"))
    #expect(
      read(text, .twitterText)
        == .success([
          Request(id: Self.id("k"), size: 100, time: 0, client: client),
          Request(id: Self.id("k"), size: 10, time: 2, ttl: 60, client: client),
        ]))
  }

  private static let cloudFront = """
    #Version: 1.0
    #Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query

    """

  @Test("cloudfront, 16: GET answered 200 or 206, and 304 with the size of the 200 before")
  func cloudFrontLog() {
    func line(
      _ time: String, _ octets: Int, _ method: String, _ path: String, _ status: Int, _ query: String = "-"
    ) -> String {
      "2019-12-04\t\(time)\tLAX1\t\(octets)\t192.0.2.100\t\(method)\td111.cloudfront.net\t\(path)\t\(status)\t-\tagent\t\(query)\n"
    }
    let text =
      Self.cloudFront + line("21:02:31", 100, "GET", "/b", 304)
      + line("21:02:31", 392, "GET", "/a", 200, "q=1")
      + line("21:02:32", 90, "GET", "/a", 304) + line("21:02:33", 90, "POST", "/a", 200)
      + line("21:02:33", 90, "GET", "/a", 404) + line("21:02:34", 50, "GET", "/a", 206)
    let client = UInt32(truncatingIfNeeded: Self.id("192.0.2.100"))
    func requests(_ id: String) -> [Request] {
      [(0, 392), (1, 392), (3, 50)].map {
        Request(
          id: Self.id($0.0 == 0 ? id : "d111.cloudfront.net/a"), size: $0.1, time: 1_575_493_351 + $0.0,
          client: client)
      }
    }
    #expect(read(text, .cloudFrontLog(keepsQuery: false)) == .success(requests("d111.cloudfront.net/a")))
    let kept = read(text, .cloudFrontLog(keepsQuery: true))
    #expect((try? kept.get())?.first?.id == Self.id("d111.cloudfront.net/a?q=1"))
  }

  @Test("The combined log: zone, escapes, query, TLS hellos")
  func combinedLog() {
    let text = """
      192.0.2.1 - - [01/Aug/1995:00:00:01 -0400] "GET /a?b HTTP/1.0" 200 1839 "-" "Mozilla"
      192.0.2.1 - - [01/Aug/1995:00:00:02 -0400] "GET /a HTTP/1.0" 304 -
      192.0.2.1 - - [01/Aug/1995:00:00:03 -0400] "\\x16\\x03\\"" 400 226
      192.0.2.1 - - [01/Aug/1995:00:00:03 -0400] "GET /none HTTP/1.0" 404 -

      """
    let client = UInt32(truncatingIfNeeded: Self.id("192.0.2.1"))
    #expect(
      read(text, .combinedLog(keepsQuery: false))
        == .success([
          Request(id: Self.id("/a"), size: 1839, time: 807_249_601, client: client),
          Request(id: Self.id("/a"), size: 1839, time: 807_249_602, client: client),
        ]))
  }

  @Test(
    "Log faults",
    arguments: [
      (TraceFormat.cloudFrontLog(keepsQuery: false), "2019-12-04\t21:02:31\n", 1, "before the line #Fields"),
      (.cloudFrontLog(keepsQuery: false), "#Fields: date time\n", 1, "does not name cs-method"),
      (.cloudFrontLog(keepsQuery: false), cloudFront + "2019-12-04\t21:02:31\n", 3, "names more"),
      (
        .cloudFrontLog(keepsQuery: false),
        cloudFront + "2019-12-04\t21:02:31\tLAX1\t1\tip\tGET\th\t/a\t200\t-\tMozi", 3, "11 fields"
      ),
      (
        .cloudFrontLog(keepsQuery: false),
        cloudFront + "2019-13-04\t21:02:31\tLAX1\t1\tip\tGET\th\t/a\t200\t-\t-\t-\n", 3, "2019-13-04"
      ),
      (
        .cloudFrontLog(keepsQuery: false),
        cloudFront + "2019-12-04\t21:02:31\tLAX1\tx\tip\tGET\th\t/a\t200\t-\t-\t-\n", 3, "sc-bytes is “x”"
      ),
      (.combinedLog(keepsQuery: false), "hello\n", 1, "no time in brackets"),
      (
        .combinedLog(keepsQuery: false), "a - - [01/Foo/1995:00:00:01 -0400] \"GET /a\" 200 1\n", 1,
        "the time is"
      ),
      (.combinedLog(keepsQuery: false), "a - - [01/Aug/1995:00:00:01 -0400] GET\n", 1, "no request"),
      (.combinedLog(keepsQuery: false), "a - - [01/Aug/1995:00:00:01 -0400] \"GET /a\"\n", 1, "no status"),
      (
        .combinedLog(keepsQuery: false), "a - - [01/Aug/1995:00:00:01 -0400] \"GET /a\" 200 x\n", 1,
        "octets is “x”"
      ),
    ])
  func logFaults(format: TraceFormat, text: String, record: Int, words: String) {
    guard case .failure(let fault) = read(text, format) else {
      Issue.record("it was read")
      return
    }
    #expect(fault.record == record && fault.reason.contains(words), "\(fault)")
  }

  @Test(
    "trace formats, 10: by name",
    arguments: [
      ("a/twitter.oracleGeneral.zst", TraceFormat.oracleGeneral), ("x.LCS", .lcs), ("x.vscsi", .vscsi),
      ("x.twr.bin", .twr), ("x.twrNS.bin", .twrNS), ("x.oracleSysTwrNS", .oracleSysTwrNS),
      ("x.oracleSimTwrNS.zst", .oracleSimTwrNS),
      ("x.csv.gz", .csv(CSVLayout())),
      ("keys.txt", .plainKeys),
    ])
  func detectionByName(path: String, format: TraceFormat) {
    #expect(TraceFormat.detect(path: path) == format)
  }

  @Test("By content")
  func detectionByContent() {
    func detect(_ bytes: [UInt8]) -> TraceFormat? { TraceFormat.detect(content: bytes.span) }
    #expect(detect(Array(Self.cloudFront.utf8)) == .cloudFrontLog(keepsQuery: false))
    #expect(
      detect(Array("h - - [01/Aug/1995:00:00:01 -0400] \"GET / HTTP/1.0\" 200 1\n".utf8))
        == .combinedLog(keepsQuery: false))
    #expect(detect(Array("1,a,2\n".utf8)) == .csv(CSVLayout()))
    #expect(detect(Array("a\nb\n".utf8)) == .plainKeys)
    #expect(detect(BinaryFormatTests.lcs(version: 1)) == .lcs)
    #expect(detect(Packed.oracle(1) + Packed.oracle(2)) == nil)
    #expect(detect([]) == nil)
  }
}
