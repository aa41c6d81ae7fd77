import Configuration
import HTTPWire
import Primitives
import Testing

@testable import Serving

/// What fills a page: docs/origins.md.
@Suite struct PageTemplateTests {
  private func page(_ template: String, target: String = "/", _ fields: [(String, String)] = []) throws
    -> String
  {
    var request = RequestHead()
    var parser = RequestParser()
    var head = "GET \(target) HTTP/1.1\r\nHost: a\r\n"
    for (name, value) in fields { head += "\(name): \(value)\r\n" }
    let octets = Array((head + "\r\n").utf8)
    _ = try parser.parse(octets.span, into: &request)
    let page = try #require(PageTemplate(template))
    return String(
      decoding: page.filled(for: request, at: Instant(secondsSinceEpoch: 784_111_777)), as: UTF8.self)
  }

  @Test func `time, path and what the client sent`() throws {
    #expect(try page("at {time}") == "at Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(try page("<{path}>{{}", target: "/a/b?c=d") == "</a/b>{}")
    #expect(try page("{query:q}{query:q}|{query:x}", target: "/?q=a+b") == "a ba b|")
    #expect(try page("{header:x-a}|{header:X-B}|{header:x-c}", [("X-A", "1"), ("x-b", "2")]) == "1|2|")
  }

  @Test(arguments: [
    ("user=ann", "ann"), ("other=1; user=ann", "ann"), ("other=1;user=ann", "ann"), ("user=a=b", "a=b"),
    ("user=", ""), ("xuser=ann", ""), ("User=ann", ""), ("user", ""), ("user=a; user=b", "a"),
  ])
  func `a cookie by its name (RFC 6265 section 5.4)`(cookie: String, value: String) throws {
    #expect(try page("{cookie:user}", [("Cookie", cookie)]) == value)
  }

  @Test func `a cookie may come in a second line`() throws {
    #expect(try page("{cookie:b}", [("Cookie", "a=1"), ("Cookie", "b=2")]) == "2")
  }

  @Test func `what comes from outside is no markup, in text and in attributes of either quote`() throws {
    let escaped = "&lt;b a=&quot;&#39;&amp;"
    #expect(try page("{query:q}", target: "/?q=%3Cb+a=%22'%26") == escaped)
    #expect(try page("{cookie:c}{header:h}", [("Cookie", "c=<"), ("H", "&amp;")]) == "&lt;&amp;amp;")
    #expect(try page("<b>{path}", target: "/'") == "<b>/&#39;")
  }
}
