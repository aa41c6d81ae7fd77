import HTTPCaching
import Primitives
import Testing

private let now = Instant(secondsSinceEpoch: 1_800_000_000)  // 2027

@Suite("RFC 9110 section 5.6.7: dates")
struct HTTPDateTests {
  @Test(
    "the three formats",
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
      ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200), ("Tuesday, 31-Dec-30 00:00:00 GMT", 1_924_905_600),
      ("sun, 06 NOV 1994 08:49:37 gmt", 784_111_777), ("SUNDAY, 06-nov-94 08:49:37 GMT", 784_111_777),
      ("Mon, 01 Jan 0001 00:00:00 GMT", -62_135_596_800), ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
    ])
  func accepts(text: String, seconds: Int64) {
    #expect(HTTPDate.parse(Array(text.utf8).span, now: now) == seconds)
  }

  @Test(
    "anything else",
    arguments: [
      "", "0", "-1", "now", "Sun, 06 Nov 1994 08:49:37 UTC", "Sunn, 06 Nov 1994 08:49:37 GM",
      "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Thu, 29 Feb 2023 00:00:00 GMT",
      "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
      "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov +994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
      "Someday, 06-Nov-94 08:49:37 GMT", "Sun Nov 06 08:49:37 19940", "Sun, 06 Nov 1994 08:49:37 GMT ",
      "1994-11-06T08:49:37Z",
    ])
  func refuses(text: String) { #expect(HTTPDate.parse(Array(text.utf8).span, now: now) == nil) }

  @Test("a year over 50 ahead is in the last century")
  func pivot() {
    let past = Array("Saturday, 01-Jan-78 00:00:00 GMT".utf8)
    let future = Array("Friday, 01-Jan-77 00:00:00 GMT".utf8)
    #expect(HTTPDate.parse(past.span, now: now) == 252_460_800)
    #expect(HTTPDate.parse(future.span, now: now) == 3_376_684_800)
  }

  @Test(
    "written and read again",
    arguments: Array(stride(from: Int64(-62_167_219_200), to: 253_402_300_799, by: 997_777_777)))
  func roundTrip(seconds: Int64) {
    var bytes: [UInt8] = []
    HTTPDate.append(seconds, to: &bytes)
    #expect(bytes.count == HTTPDate.byteCount && HTTPDate.parse(bytes.span, now: now) == seconds)
  }

  @Test("IMF-fixdate")
  func fixdate() {
    var bytes: [UInt8] = []
    HTTPDate.append(784_111_777, to: &bytes)
    #expect(bytes.span.text == "Sun, 06 Nov 1994 08:49:37 GMT")
  }
}
