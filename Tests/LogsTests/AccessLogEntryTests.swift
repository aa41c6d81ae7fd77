import EdgeCache
import HTTPWire
import Primitives
import Testing
import Traces

@testable import Logs

/// CloudFront's standard log: docs of "Standard log file fields"; what each line says of one answered request.
@Suite struct AccessLogEntryTests {
  private func entry(_ change: (inout AccessLogEntry) -> Void = { _ in }) -> AccessLogEntry {
    var entry = AccessLogEntry()
    entry.edgeLocation = Array("LAX1-C1".utf8)
    entry.distribution = Array("EDFDVBD6EXAMPLE".utf8)
    entry.domainName = Array("d111111abcdef8.cloudfront.net".utf8)
    entry.behavior = Array("*.html".utf8)
    (entry.client, entry.clientPort) = (IPAddress("192.0.2.100")!, 11040)
    entry.request = RequestHead(
      "GET", "/index%20a.html?a=1&b='2'",
      [
        "Host": "www.example.com", "User-Agent": "Mozilla/5.0 (X)", "Referer": "https://example.com/~a",
        "X-Forwarded-For": "203.0.113.1, 203.0.113.2", "Cookie": "secret=1",
      ])
    (entry.httpVersion, entry.requestOctets) = (.http2, 23)
    entry.tls = .init(version: "TLSv1.2", cipher: "ECDHE-RSA-AES128-GCM-SHA256")
    (entry.status, entry.responseOctets) = (200, 392)
    entry.responseHead = Array(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 78\r\nX-Amz-Cf-Id: SOX4xw==\r\n\r\n".utf8
    )
    (entry.responseResult, entry.result, entry.reason) = (.hit, .hit, .fresh)
    entry.time = Instant(nanosecondsSinceEpoch: 1_575_493_357_999_000_000)
    (entry.timeTaken, entry.timeToFirstByte) = (1_001_900_000, 999_999)
    change(&entry)
    return entry
  }

  private func text(
    _ format: AccessLogEntry.Format = .cloudfront, _ change: (inout AccessLogEntry) -> Void = { _ in }
  ) -> String {
    var text: [UInt8] = []
    entry(change).append(as: format, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private func field(_ number: Int, _ change: (inout AccessLogEntry) -> Void = { _ in }) -> String {
    let fields = text(.cloudfront, change).dropLast().split(separator: "\t", omittingEmptySubsequences: false)
    #expect(fields.count == 33)
    return String(fields[number - 1])
  }

  @Test func line() {
    #expect(
      text()
        == "2019-12-04\t21:02:37\tLAX1-C1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/index%2520a.html\t200\t"
        + "https://example.com/%7Ea\tMozilla/5.0%20(X)\ta=1&b=%272%27\t-\tHit\tSOX4xw==\twww.example.com\thttps\t23\t1.001\t"
        + "203.0.113.1,%20203.0.113.2\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.000\tHit\t"
        + "text/html\t78\t-\t-\n")
  }

  @Test func preamble() {
    let lines = String(decoding: AccessLogEntry.preamble(of: .cloudfront), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines[0] == "#Version: 1.0")
    #expect(lines[1].split(separator: " ").count == 34)
    #expect(
      lines[1].hasPrefix("#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem"))
    #expect(lines[1].hasSuffix("sc-content-type sc-content-len sc-range-start sc-range-end"))
    #expect(AccessLogEntry.preamble(of: .json).isEmpty)
  }

  @Test func json() {
    let line = text(.json)
    #expect(
      line.hasPrefix(
        #"{"date":"2019-12-04","time":"21:02:37","x-edge-location":"LAX1-C1","sc-bytes":392,"c-ip":"192.0.2.100","#
      ))
    #expect(line.contains(#""cs(Cookie)":null,"x-edge-result-type":"Hit""#))
    #expect(line.contains(#""time-taken":1.001,"#))
    #expect(
      line.hasSuffix(
        #""sc-range-end":null,"distribution":"EDFDVBD6EXAMPLE","behavior":"*.html","reason":"fresh","rule":null}"#
          + "\n")
    )
  }

  @Test("Facts, section 16: bytes 0-32, 127 and more, and <>\"#%{}|\\^~[]`' are percent-encoded")
  func escapes() {
    var text: [UInt8] = []
    let all = (0...255).map { UInt8($0) }
    text.append(logged: all.span)
    let plain = text.filter { $0 != UInt8(ascii: "%") }
    #expect(text.allSatisfy { $0 > 32 && $0 < 127 && !##"<>"#{}|\^~[]`'"##.utf8.contains($0) })
    // 0-32, 127-255 and fifteen more take two digits each beside the percent sign, the others stay.
    #expect(plain.count == 2 * (33 + 129 + 15) + (94 - 15))
    #expect(String(decoding: text, as: UTF8.self).hasPrefix("%00%01"))
    #expect(String(decoding: text, as: UTF8.self).hasSuffix("%FE%FF"))
  }

  @Test("Cookies are logged where the distribution wants them (facts, section 16)")
  func cookies() {
    #expect(field(13) { $0.includesCookies = true } == "secret=1")
    #expect(field(13) { $0.includesCookies = false } == "-")
    let change: (inout AccessLogEntry) -> Void = {
      ($0.includesCookies, $0.request) = (true, RequestHead("GET", "/", ["Cookie": "a=1; b=\"2\""]))
    }
    #expect(field(13, change) == "a=1;%20b=%222%22")
    #expect(field(13) { ($0.includesCookies, $0.request) = (true, RequestHead("GET", "/")) } == "-")
    #expect(text(.json) { $0.includesCookies = true }.contains(#""cs(Cookie)":"secret=1","#))
  }

  @Test("What is missing is a dash")
  func missing() {
    let change: (inout AccessLogEntry) -> Void = {
      $0.request = RequestHead("GET", "/")
      ($0.tls, $0.responseHead, $0.httpVersion, $0.domainName) = (nil, [], .http1, [])
    }
    for number in [7, 10, 11, 12, 13, 15, 16, 20, 21, 22, 25, 26, 30, 31, 32, 33] {
      #expect(field(number, change) == "-", "field \(number)")
    }
    #expect(field(17, change) == "http")
    #expect(field(24, change) == "HTTP/1.1")
    #expect(field(24) { ($0.httpVersion, $0.request.minorVersion) = (.http1, 0) } == "HTTP/1.0")
  }

  @Test(
    "Content-Range (RFC 9110 section 14.4)",
    arguments: [
      ("bytes 0-499/1234", "0", "499"), ("bytes 5-5/*", "5", "5"), ("bytes */1234", "-", "-"),
      ("bytes 9-5/10", "-", "-"), ("items 0-4/5", "-", "-"), ("bytes 0-", "-", "-"), ("", "-", "-"),
    ])
  func ranges(_ value: String, start: String, end: String) {
    let change: (inout AccessLogEntry) -> Void = {
      $0.responseHead = Array("HTTP/1.1 206 Partial Content\r\nContent-Range: \(value)\r\n\r\n".utf8)
    }
    #expect(field(32, change) == start)
    #expect(field(33, change) == end)
  }

  @Test(
    "x-edge-detailed-result-type (facts, section 16)",
    arguments: [
      (ResultType.hit, ResultType.hit, ResultReason.fresh, 200, "Hit"),
      (.miss, .miss, .notStored, 200, "Miss"), (.refreshHit, .refreshHit, .revalidated, 200, "RefreshHit"),
      (.error, .error, .originStatus, 404, "Error"),
      (.error, .error, .originConnectRefused, 502, "OriginConnectError"),
      (.error, .error, .originNameNotResolved, 502, "OriginDnsError"),
      (.error, .error, .methodNotAllowed, 403, "InvalidRequestMethod"),
      (.error, .error, .countryNotAdmitted, 403, "ClientGeoBlocked"),
      (.error, .hit, .fresh, 200, "ClientCommError"),
      (.error, .error, .viewerGone, 0, "ClientHungUpRequest"),
    ] as [(ResultType, ResultType, ResultReason, UInt16, String)])
  func detailedResults(
    _ result: ResultType, response: ResultType, reason: ResultReason, status: UInt16, text: String
  ) {
    let change: (inout AccessLogEntry) -> Void = {
      ($0.result, $0.responseResult, $0.reason, $0.status) = (result, response, reason, status)
    }
    #expect(field(29, change) == text)
    #expect(field(9, change) == (status == 0 ? "000" : "\(status)"))
    #expect(field(14, change) == "\(result.text)")
    #expect(field(23, change) == "\(response.text)")
  }

  @Test("A clock that was set back gives no negative times")
  func clockSetBack() {
    #expect(field(19) { $0.timeTaken = -5 } == "0.000")
    #expect(field(19) { $0.timeTaken = 61_000_000_000 } == "61.000")
  }
}
