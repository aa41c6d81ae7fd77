import HTTPCaching
import Testing

@Suite("RFC 9110 section 14: Range and Content-Range")
struct RangeFieldTests {
  @Test(
    "accepted ranges",
    arguments: [
      ("bytes=0-499", [.octets(first: 0, last: 499)]), ("bytes=500-", [.octets(first: 500, last: .max)]),
      ("Bytes=-500", [.suffix(500)]), ("bytes=0-0,-1", [.octets(first: 0, last: 0), .suffix(1)]),
      ("bytes=,1-2 ,\t3-4,", [.octets(first: 1, last: 2), .octets(first: 3, last: 4)]),
      ("bytes=18446744073709551616-", [.octets(first: .max, last: .max)]), ("bytes=-0", [.suffix(0)]),
    ] as [(String, [ByteRangeSpec])])
  func accepts(value: String, specs: [ByteRangeSpec]) {
    let bytes = Array(value.utf8)
    let set = ByteRangeSet(bytes.span)
    #expect(set.map { [$0.first] + $0.others } == specs)
  }

  @Test(
    "ignored ranges",
    arguments: [
      "", "bytes", "bytes=", "bytes=,", "bytes=1", "bytes=-", "bytes=2-1", "bytes=1-2-3", "bytes=a-b",
      "bytes=1-2;3-4", "bytes=1-2,x", "bytes=0x1-2", "items=1-2", " bytes=1-2", "bytes =1-2", "bytes=1 -2",
      "bytes=--1", "bytes=" + Array(repeating: "1-2", count: 65).joined(separator: ","),
    ])
  func ignores(value: String) {
    let bytes = Array(value.utf8)
    #expect(ByteRangeSet(bytes.span) == nil)
  }

  @Test(
    "the octets of a representation of ten",
    arguments: [
      (.octets(first: 0, last: 3), 0..<4), (.octets(first: 9, last: .max), 9..<10), (.suffix(3), 7..<10),
      (.suffix(30), 0..<10), (.octets(first: 10, last: 12), nil), (.suffix(0), nil),
      (.octets(first: .max, last: .max), nil),
    ] as [(ByteRangeSpec, Range<Int>?)])
  func resolves(spec: ByteRangeSpec, octets: Range<Int>?) { #expect(spec.resolved(in: 10) == octets) }

  @Test(
    "Content-Range",
    arguments: [
      ("bytes 0-4/10", 0..<5, 10), ("BYTES 9-9/10", 9..<10, 10), ("bytes 0-4/*", 0..<5, nil),
      ("bytes 0-10/10", nil, nil), ("bytes 5-4/10", nil, nil), ("bytes */10", nil, nil),
      ("bytes 0-4", nil, nil), ("bytes=0-4/10", nil, nil), ("bytes 0-4/ten", nil, nil), ("", nil, nil),
      ("bytes 0-4/", nil, nil), ("bytes -4/10", nil, nil), ("bytes 0-9223372036854775807/*", nil, nil),
    ] as [(String, Range<Int>?, Int?)])
  func contentRange(value: String, range: Range<Int>?, length: Int?) {
    let bytes = Array(value.utf8)
    let parsed = ContentRange(bytes.span)
    #expect(parsed?.range == range && (range == nil || parsed?.length == length))
  }
}
