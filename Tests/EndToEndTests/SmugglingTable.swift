/// What becomes of an ambiguous request.
enum Verdict {
  /// The edge answers this status and closes; the origin reads no whole request.
  case refused(Int)
  /// The edge answers this status itself, and what is behind is a request of its own.
  case answered(Int)
  /// The origin reads these requests and no other.
  case passed([String])
}

private let host = "Host: smuggle.cloudfront.net\r\n"
private let hidden = "GET /hidden HTTP/1.1\r\n\(host)\r\n"

private func post(_ fields: String, _ body: String) -> String {
  "POST /a HTTP/1.1\r\n\(host)\(fields)\r\n\(body)"
}
private func get(_ fields: String, version: String = "1.1") -> String {
  "GET /a HTTP/\(version)\r\n\(fields)\r\n"
}
private func chunked(_ body: String) -> String { post("Transfer-Encoding: chunked\r\n", body) }

/// Requests that two servers on one line may read differently: those known from attacks (CL.TE, TE.CL, TE.TE, CL.0,
/// 0.CL, chunk extensions, bare line ends) and their neighbours. `hidden` is what each would smuggle.
let smugglingTable: [(name: String, request: String, verdict: Verdict)] =
  lengthRows + codingRows + chunkRows + lineRows + targetRows + hostRows + passingRows

/// RFC 9112 sections 6.1 to 6.3, RFC 9110 section 8.6.
private let lengthRows: [(name: String, request: String, verdict: Verdict)] = [
  (
    "CL.TE", post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nG\(hidden)"), .refused(400)
  ),
  (
    "TE.CL", post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\n\(hidden)0\r\n\r\n"),
    .refused(400)
  ),
  (
    "CL.TE with length 0", post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    .refused(400)
  ),
  (
    "TE on GET beside CL", get("\(host)Content-Length: 1\r\nTransfer-Encoding: chunked\r\n") + hidden,
    .refused(400)
  ),
  (
    "two lengths, different", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello\(hidden)"),
    .refused(400)
  ),
  ("two lengths, alike", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), .refused(400)),
  ("two lengths in other case", post("content-length: 0\r\nCONTENT-LENGTH: 5\r\n", "hello"), .refused(400)),
  ("a list of lengths", post("Content-Length: 5, 5\r\n", "hello"), .refused(400)),
  ("a list of lengths, different", post("Content-Length: 0,50\r\n", hidden), .refused(400)),
  ("a plus", post("Content-Length: +5\r\n", "hello"), .refused(400)),
  ("a minus", post("Content-Length: -5\r\n", hidden), .refused(400)),
  ("minus zero", post("Content-Length: -0\r\n", hidden), .refused(400)),
  ("hexadecimal", post("Content-Length: 0x5\r\n", "hello"), .refused(400)),
  ("an exponent", post("Content-Length: 5e0\r\n", "hello"), .refused(400)),
  ("a fraction", post("Content-Length: 5.0\r\n", "hello"), .refused(400)),
  ("a unit behind", post("Content-Length: 5b\r\n", "hello"), .refused(400)),
  ("a semicolon behind", post("Content-Length: 5;a=b\r\n", "hello"), .refused(400)),
  ("a quoted length", post("Content-Length: \"5\"\r\n", "hello"), .refused(400)),
  ("an underscore in it", post("Content-Length: 1_0\r\n", "hello"), .refused(400)),
  ("a blank in it", post("Content-Length: 1 0\r\n", "hello"), .refused(400)),
  ("a tab in it", post("Content-Length: 1\t0\r\n", "hello"), .refused(400)),
  ("an empty length", post("Content-Length:\r\n", hidden), .refused(400)),
  ("a blank length", post("Content-Length: \r\n", hidden), .refused(400)),
  ("a comma", post("Content-Length: ,\r\n", hidden), .refused(400)),
  ("other digits", post("Content-Length: \u{0665}\r\n", "hello"), .refused(400)),
  ("2^64", post("Content-Length: 18446744073709551616\r\n", hidden), .refused(400)),
  ("2^63", post("Content-Length: 9223372036854775808\r\n", hidden), .refused(400)),
  ("2^64 + 5", post("Content-Length: 18446744073709551621\r\n", "hello\(hidden)"), .refused(400)),
  ("a NUL behind the length", post("Content-Length: 5\0\r\n", "hello"), .refused(400)),
  ("a vertical tab before the length", post("Content-Length:\u{0B}5\r\n", "hello"), .refused(400)),
  ("a comma behind the length", post("Content-Length: 5,\r\n", "hello"), .refused(400)),
  ("a comma before the length", post("Content-Length: ,5\r\n", "hello"), .refused(400)),
  ("a folded length", post("Content-Length: 5\r\n 0\r\n", "hello"), .refused(400)),
  (
    "a second length with a blank before its colon",
    post("Content-Length: 0\r\nContent-Length : 47\r\n", hidden), .refused(400)
  ),
  (
    "a length of forty zeros and a five",
    post("Content-Length: \(String(repeating: "0", count: 40))5\r\n", "hello"),
    .refused(400)
  ),
  (
    "an expectation that is none",
    post("Expect: y 100-continue\r\nContent-Length: \(hidden.utf8.count)\r\n", hidden), .refused(417)
  ),
  ("CL.0: a body with GET", get("\(host)Content-Length: 47\r\n") + hidden, .refused(403)),
  ("0.CL: chunked GET", get("\(host)Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", .refused(403)),
]

/// RFC 9112 section 6.1: Transfer-Encoding.
private let codingRows: [(name: String, request: String, verdict: Verdict)] = [
  ("TE in HTTP/1.0", "POST /a HTTP/1.0\r\n\(host)Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .refused(400)),
  ("xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), .refused(501)),
  ("chunkedx", post("Transfer-Encoding: chunkedx\r\n", "0\r\n\r\n"), .refused(501)),
  ("chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), .refused(400)),
  (
    "two lines", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    .refused(400)
  ),
  (
    "TE.TE: then cow", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n", "0\r\n\r\n"),
    .refused(400)
  ),
  (
    "TE.TE: first cow", post("Transfer-Encoding: cow\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    .refused(501)
  ),
  ("identity", post("Transfer-Encoding: identity\r\n", hidden), .refused(501)),
  ("identity, chunked", post("Transfer-Encoding: identity, chunked\r\n", "0\r\n\r\n"), .refused(501)),
  ("chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), .refused(400)),
  (
    "identity beside a length", post("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "hello"),
    .refused(400)
  ),
  ("an empty coding", post("Transfer-Encoding:\r\n", "0\r\n\r\n"), .refused(400)),
  ("a parameter", post("Transfer-Encoding: chunked;a=b\r\n", "0\r\n\r\n"), .refused(501)),
  ("quoted", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), .refused(501)),
  ("a vertical tab before", post("Transfer-Encoding:\u{0B}chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("a form feed before", post("Transfer-Encoding:\u{0C}chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("a NUL behind", post("Transfer-Encoding: chunked\0\r\n", "0\r\n\r\n"), .refused(400)),
  ("a no-break space before", post("Transfer-Encoding: \u{A0}chunked\r\n", "0\r\n\r\n"), .refused(501)),
  ("a blank before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("a tab before the colon", post("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("a blank before the name", post(" Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("folded", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("folded with a tab", post("X: a\r\n\tTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("behind a bare LF", post("X: a\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("behind a bare CR", post("X: a\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("a CR before the colon", post("Transfer-Encoding\r: chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("a soft hyphen in the name", post("Transfer\u{AD}-Encoding: chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), .refused(501)),
  ("chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), .refused(400)),
  ("in single quotes", post("Transfer-Encoding: 'chunked'\r\n", "0\r\n\r\n"), .refused(501)),
  ("DEL behind", post("Transfer-Encoding: chunked\u{7F}\r\n", "0\r\n\r\n"), .refused(400)),
  ("NEL before", post("Transfer-Encoding: \u{85}chunked\r\n", "0\r\n\r\n"), .refused(501)),
  ("folded behind another", post("Transfer-Encoding: x\r\n chunked\r\n", "0\r\n\r\n"), .refused(400)),
  ("two colons", post("Transfer-Encoding:: chunked\r\n", "0\r\n\r\n"), .refused(501)),
]

/// RFC 9112 section 7.1.
private let chunkRows: [(name: String, request: String, verdict: Verdict)] = [
  ("no size", chunked("\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a size with a plus", chunked("+5\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a size with a minus", chunked("-5\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a blank before the size", chunked(" 5\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a blank behind the size", chunked("5 \r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a size of 2^64", chunked("10000000000000000\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a size of 2^64 + 5", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a size of 2^63", chunked("8000000000000000\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("zeros without end", chunked("00000000000000005\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("an underscore", chunked("1_0\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("no hexadecimal digit", chunked("g\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a size that ends in LF", chunked("5\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a size that ends in CR", chunked("5\rhello\r\n0\r\n\r\n"), .refused(400)),
  ("TERM.EXT: LF in an extension", chunked("5;a\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("CR in an extension", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("NUL in an extension", chunked("5;a\0\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("an extension without semicolon", chunked("5 a=b\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("a chunk too long", chunked("5\r\nhelloX0\r\n\r\n"), .refused(400)),
  ("EXT.TERM: two octets in place of CRLF", chunked("5\r\nhelloXX0\r\n\r\n\(hidden)"), .refused(400)),
  ("a chunk that ends in LF", chunked("5\r\nhello\n0\r\n\r\n"), .refused(400)),
  ("a chunk that ends in CR", chunked("5\r\nhello\r0\r\n\r\n"), .refused(400)),
  ("a last chunk that ends in LF", chunked("5\r\nhello\r\n0\n\n"), .refused(400)),
  ("a body that ends in LF", chunked("5\r\nhello\r\n0\r\n\n"), .refused(400)),
  ("a trailer without colon", chunked("0\r\nhidden\r\n\r\n"), .refused(400)),
  ("a folded trailer", chunked("0\r\nX: a\r\n b\r\n\r\n"), .refused(400)),
  ("a trailer with LF", chunked("0\r\nX: a\n\r\n"), .refused(400)),
  ("a request line as trailer", chunked("0\r\n\(hidden)"), .refused(400)),
  ("a quoted extension without end", chunked("5;a=\"b\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  (
    "CR LF in a quoted extension", chunked("5;a=\"\r\n0\r\n\r\n\(hidden)\"\r\nhello\r\n0\r\n\r\n"),
    .refused(400)
  ),
  ("CR LF behind a backslash", chunked("5;a=\"\\\r\n\"\r\nhello\r\n0\r\n\r\n"), .refused(400)),
  ("CR CR LF behind a chunk", chunked("5\r\nhello\r\r\n0\r\n\r\n"), .refused(400)),
  ("CR in a trailer", chunked("0\r\nX: a\rb\r\n\r\n"), .refused(400)),
  ("a blank before the colon of a trailer", chunked("0\r\nX : a\r\n\r\n"), .refused(400)),
  ("a size in other digits", chunked("\u{FF15}\r\nhello\r\n0\r\n\r\n"), .refused(400)),
]

/// RFC 9112 sections 2.2 and 5.
private let lineRows: [(name: String, request: String, verdict: Verdict)] = [
  ("lines that end in LF", "GET /a HTTP/1.1\nHost: smuggle.cloudfront.net\n\n", .refused(400)),
  ("a request line that ends in LF", "GET /a HTTP/1.1\n\(host)\r\n", .refused(400)),
  ("a head that ends in LF", "GET /a HTTP/1.1\r\n\(host)\n", .refused(400)),
  ("CR CR LF", "GET /a HTTP/1.1\r\n\(host)\r\r\n", .refused(400)),
  ("LF CR LF", get("\(host)X: a\n"), .refused(400)),
  ("CR in a value", get("\(host)X: a\rb\r\n"), .refused(400)),
  ("NUL in a value", get("\(host)X: a\0b\r\n"), .refused(400)),
  ("NUL in a name", get("\(host)X\0: a\r\n"), .refused(400)),
  ("a folded value", get("\(host)X: a\r\n b\r\n"), .refused(400)),
  ("a fold before the first line", "GET /a HTTP/1.1\r\n X: a\r\n\(host)\r\n", .refused(400)),
  ("a blank in a name", get("\(host)Content Length: 5\r\n"), .refused(400)),
  ("a name without colon", get("\(host)Content-Length\r\n"), .refused(400)),
  ("no name", get("\(host): a\r\n"), .refused(400)),
  ("a name with a semicolon", get("\(host)X;: a\r\n"), .refused(400)),
  ("a name in UTF-8", get("\(host)Cont\u{E9}nt: a\r\n"), .refused(400)),
  ("two empty lines before", "\r\n\r\n\(get(host))", .refused(400)),
  ("white space before", " \(get(host))", .refused(400)),
  ("LF before", "\n\(get(host))", .refused(400)),
  ("CR before", "\r\(get(host))", .refused(400)),
  ("NUL before", "\0\(get(host))", .refused(400)),
  ("a byte order mark before", "\u{FEFF}\(get(host))", .refused(400)),
  ("DEL in a value", get("\(host)X: a\u{7F}b\r\n"), .refused(400)),
  ("a tab in a name", get("\(host)X\tY: a\r\n"), .refused(400)),
]

/// RFC 9112 sections 2.3, 3 and 9110 section 9.1.
private let targetRows: [(name: String, request: String, verdict: Verdict)] = [
  ("two blanks before the target", "GET  /a HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("two blanks behind it", "GET /a  HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a blank in it", "GET /a b HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a request line in it", "GET /a HTTP/1.1 HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a tab behind the method", "GET\t/a HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("NUL in it", "GET /a\0 HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a fragment", "GET /a#b HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("octets above 127", "GET /\u{E9} HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("no slash", "GET a HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a star", "GET * HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("another scheme", "GET file:///a HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a tunnel", "CONNECT smuggle.cloudfront.net:80 HTTP/1.1\r\n\(host)\r\n", .refused(501)),
  ("a bracket in the method", "G(T /a HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a long method", "\(String(repeating: "A", count: 40)) /a HTTP/1.1\r\n\(host)\r\n", .refused(501)),
  ("an unknown method", "GPOST /a HTTP/1.1\r\n\(host)\r\n", .answered(403)),
  ("a method in lower case", "get /a HTTP/1.1\r\n\(host)\r\n", .answered(403)),
  ("HTTP/0.9", "GET /a\r\n", .refused(400)),
  ("HTTP/1.2", "GET /a HTTP/1.2\r\n\(host)\r\n", .refused(505)),
  ("HTTP/1.10", "GET /a HTTP/1.10\r\n\(host)\r\n", .refused(400)),
  ("http/1.1", "GET /a http/1.1\r\n\(host)\r\n", .refused(400)),
  ("HTTP/2.0", "GET /a HTTP/2.0\r\n\(host)\r\n", .refused(505)),
  ("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .refused(400)),
  ("a blank behind the version", "GET /a HTTP/1.1 \r\n\(host)\r\n", .refused(400)),
  ("a tab before the version", "GET /a\tHTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a vertical tab behind the method", "GET\u{0B}/a HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a form feed before the version", "GET /a\u{0C}HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("CR before the version", "GET /a\rHTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("HTTP/01.1", "GET /a HTTP/01.1\r\n\(host)\r\n", .refused(400)),
  ("HTTP/1,1", "GET /a HTTP/1,1\r\n\(host)\r\n", .refused(400)),
  ("another protocol", "GET /a ICY/1.1\r\n\(host)\r\n", .refused(400)),
  ("a backslash for a slash", "GET \\a HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("a star of OPTIONS", "OPTIONS * HTTP/1.1\r\n\(host)\r\n", .answered(400)),
  ("TRACE", "TRACE /a HTTP/1.1\r\n\(host)\r\n", .answered(403)),
]

/// RFC 9112 section 3.2.
private let hostRows: [(name: String, request: String, verdict: Verdict)] = [
  ("no host", get(""), .refused(400)),
  ("two hosts", get("\(host)Host: other.test\r\n"), .refused(400)),
  ("two hosts, alike", get("\(host)\(host)"), .refused(400)),
  ("two hosts in HTTP/1.0", get("\(host)Host: other.test\r\n", version: "1.0"), .refused(400)),
  ("a list of hosts", get("Host: smuggle.cloudfront.net, other.test\r\n"), .refused(400)),
  ("a path in it", get("Host: smuggle.cloudfront.net/a\r\n"), .refused(400)),
  ("a user in it", get("Host: a@smuggle.cloudfront.net\r\n"), .refused(400)),
  ("a blank in it", get("Host: smuggle.cloudfront.net other\r\n"), .refused(400)),
  ("an empty host", get("Host:\r\n"), .refused(400)),
  ("a port that is none", get("Host: smuggle.cloudfront.net:80a\r\n"), .refused(400)),
  ("absolute-form against it", "GET http://other.test/a HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  (
    "absolute-form with a port against it", "GET http://smuggle.cloudfront.net:81/a HTTP/1.1\r\n\(host)\r\n",
    .refused(400)
  ),
  (
    "absolute-form with a user", "GET http://a@smuggle.cloudfront.net/a HTTP/1.1\r\n\(host)\r\n",
    .refused(400)
  ),
  ("absolute-form without host", "GET http:///a HTTP/1.1\r\n\(host)\r\n", .refused(400)),
  ("absolute-form and no Host", "GET http://smuggle.cloudfront.net/a HTTP/1.1\r\n\r\n", .refused(400)),
  (
    "absolute-form with a backslash",
    "GET http://smuggle.cloudfront.net\\@other.test/a HTTP/1.1\r\n\(host)\r\n",
    .refused(400)
  ),
  ("a second host in other letters", get("\(host)hOST: other.test\r\n"), .refused(400)),
  ("a second host with a blank before its colon", get("\(host)Host : other.test\r\n"), .refused(400)),
  ("a folded host", get("Host:\r\n smuggle.cloudfront.net\r\n"), .refused(400)),
  ("a host with more behind a fold", get("\(host) other.test\r\n"), .refused(400)),
  ("a tab in the host", get("Host: smuggle.cloudfront.net\tother.test\r\n"), .refused(400)),
  ("NUL in the host", get("Host: smuggle.cloudfront.net\0.other.test\r\n"), .refused(400)),
  ("a fragment in the host", get("Host: smuggle.cloudfront.net#@other.test\r\n"), .refused(400)),
  ("a host in quotes", get("Host: \"smuggle.cloudfront.net\"\r\n"), .refused(400)),
  ("a host with an encoded dot", get("Host: smuggle%2ecloudfront.net\r\n"), .refused(400)),
  ("a port over 65535", get("Host: smuggle.cloudfront.net:65616\r\n"), .refused(400)),
]

/// What is plain to everyone reaches the origin, in the one form that all read alike.
private let passingRows: [(name: String, request: String, verdict: Verdict)] = [
  ("a length", post("Content-Length: 5\r\n", "hello"), .passed(["POST /a hello"])),
  ("a length with zeros", post("Content-Length: 0005\r\n", "hello"), .passed(["POST /a hello"])),
  ("a length of nothing", post("Content-Length: 0\r\n", ""), .passed(["POST /a"])),
  ("a length on GET of nothing", get("\(host)Content-Length: 0\r\n"), .passed(["GET /a"])),
  ("no length", post("", ""), .passed(["POST /a"])),
  (
    "a request as body", post("Content-Length: \(hidden.utf8.count)\r\n", hidden),
    .passed(["POST /a \(hidden)"])
  ),
  ("chunks", chunked("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), .passed(["POST /a hello"])),
  (
    "a request as chunk", chunked("\(String(hidden.utf8.count, radix: 16))\r\n\(hidden)\r\n0\r\n\r\n"),
    .passed(["POST /a \(hidden)"])
  ),
  ("chunk extensions are dropped", chunked("5;a=b\r\nhello\r\n0;c\r\n\r\n"), .passed(["POST /a hello"])),
  (
    "a size in capitals, with zeros", chunked("00A\r\n0123456789\r\n000\r\n\r\n"),
    .passed(["POST /a 0123456789"])
  ),
  (
    "trailers with framing fields are dropped",
    chunked(
      "5\r\nhello\r\n0\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\nHost: other.test\r\n\r\n"),
    .passed(["POST /a hello"])
  ),
  ("a coding in capitals", post("TRANSFER-ENCODING: Chunked\r\n", "0\r\n\r\n"), .passed(["POST /a"])),
  (
    "absolute-form like Host", "GET http://SMUGGLE.cloudfront.net/a HTTP/1.1\r\n\(host)\r\n",
    .passed(["GET /a"])
  ),
  ("an empty line before", "\r\n\(get(host))", .passed(["GET /a"])),
  (
    "Connection names Content-Length", post("Content-Length: 5\r\nConnection: content-length\r\n", "hello"),
    .passed(["POST /a hello"])
  ),
  ("Connection names Host", get("\(host)Connection: host\r\n"), .passed(["GET /a"])),
  (
    "Connection names Transfer-Encoding",
    post("Transfer-Encoding: chunked\r\nConnection: transfer-encoding\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    .passed(["POST /a hello"])
  ),
  (
    "names that look like others",
    post("Content_Length: 50\r\nTransfer_Encoding: chunked\r\nContent-Length: 5\r\n", "hello"),
    .passed(["POST /a hello"])
  ),
  (
    "an upgrade to HTTP/2",
    get("\(host)Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
    .passed(["GET /a"])
  ),
  (
    "pipelined", get(host) + post("Content-Length: 5\r\n", "hello") + get(host),
    .passed(["GET /a", "POST /a hello", "GET /a"])
  ),
  (
    "an upgrade to a WebSocket of no version, and a request behind",
    get("\(host)Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 1337\r\n") + hidden,
    .passed(["GET /a", "GET /hidden"])
  ),
  (
    "a body with HEAD is dropped",
    "HEAD /a HTTP/1.1\r\n\(host)Content-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)", .passed(["HEAD /a"])
  ),
  (
    "a body with OPTIONS",
    "OPTIONS /a HTTP/1.1\r\n\(host)Content-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)",
    .passed(["OPTIONS /a \(hidden)"])
  ),
  (
    "an empty member in the list of codings", post("Transfer-Encoding: , chunked,\r\n", "0\r\n\r\n"),
    .passed(["POST /a"])
  ),
  ("a coding between blanks", post("Transfer-Encoding:\tchunked \t\r\n", "0\r\n\r\n"), .passed(["POST /a"])),
  (
    "a quoted extension", chunked("5;a=\"b;\\\"c\" ; d\r\nhello\r\n0\r\n\r\n"), .passed(["POST /a hello"])
  ),
  (
    "CR and LF encoded in a target", "GET /a%0d%0aX:%20y HTTP/1.1\r\n\(host)\r\n",
    .passed(["GET /a%0d%0aX:%20y"])
  ),
  (
    "a target that looks like a host", "GET //other.test/a HTTP/1.1\r\n\(host)\r\n",
    .passed(["GET //other.test/a"])
  ),
  (
    "absolute-form of the other scheme", "GET https://smuggle.cloudfront.net/a HTTP/1.1\r\n\(host)\r\n",
    .passed(["GET /a"])
  ),
  (
    "absolute-form without path", "GET http://smuggle.cloudfront.net?/a HTTP/1.1\r\n\(host)\r\n",
    .passed(["GET /"])
  ),
]
