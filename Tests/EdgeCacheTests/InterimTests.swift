import EdgeCache
import HTTPWire
import Testing

@Suite("RFC 9110 section 15.2: interim responses")
struct InterimTests {
  @Test("go to all who wait and know them, as they come, without the fields of one connection")
  func passedOn() throws {
    let lab = Lab()
    let viewers = (0..<3).map { _ in lab.exchange("GET", "/a") }
    viewers[2].request.minorVersion = 0
    var heard = ["", "", ""]
    for (index, viewer) in viewers.enumerated() {
      viewer.onInterim = { heard[index] += String(decoding: $0, as: UTF8.self) }
    }
    let fetch = try #require(lab.cache.begin(viewers[0], now: lab.now))
    for viewer in viewers.dropFirst() { #expect(lab.cache.begin(viewer, now: lab.now) == nil) }
    let hints = ResponseHead(
      status: 103, ["Link": "</a.css>", "Connection": "X-B", "X-B": "1", "Content-Length": "3"])
    #expect(lab.cache.receive(interim: hints, for: fetch))
    #expect(lab.cache.receive(interim: ResponseHead(status: 102), for: fetch))
    let expected = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
    #expect(heard == [expected, expected, ""])
    _ = lab.answer(fetch, 200)
    #expect(!viewers[0].headText.contains("Link"))
    let late = lab.exchange("GET", "/a")
    late.onInterim = { _ in Issue.record("interim responses are not stored") }
    #expect(lab.cache.begin(late, now: lab.now) == nil && !late.headText.contains("Link"))
  }

  @Test(
    "what an origin must not send", arguments: [(101, false, false), (100, true, true), (103, true, true)])
  func refused(status: UInt16, once: Bool, isTwiceFineInStandard: Bool) throws {
    for (lab, isStandard) in [(Lab(), false), (standardLab(), true)] {
      let exchange = lab.exchange("GET", "/a")
      exchange.onInterim = { _ in #expect(status == 103) }
      let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
      let head = ResponseHead(status: status)
      #expect(lab.cache.receive(interim: head, for: fetch) == once)
      // CloudFront: "more than one 100 Continue" is an error.
      let isTwiceFine = isStandard ? isTwiceFineInStandard : status == 103
      #expect(lab.cache.receive(interim: head, for: fetch) == isTwiceFine)
    }
  }
}
