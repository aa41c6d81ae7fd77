/// A reader of bytes from outside, and what must hold for every input beside not trapping.
enum FuzzTarget: String, CaseIterable {
  case httpRequest = "http-request"
  case httpResponse = "http-response"
  case httpBody = "http-body"
  case http2Request = "http2-request"
  case http2Session = "http2-session"
  case dnsMessage = "dns-message"
  case zoneFile = "zone-file"
  case signature = "tsig"
  case transferRequest = "transfer-request"
  case transfer
  case route53
  case cloudfront
  case yaml
  case inflater
  case trace
  case accessPolicy = "access-policy"
  case fieldValue = "field-value"
  case accessLog = "access-log"
  case lab
  case objectFile = "object-file"

  func run(_ input: [UInt8]) {
    switch self {
    case .httpRequest: fuzzRequestParser(input)
    case .httpResponse: fuzzResponseParser(input)
    case .httpBody: fuzzBodyDecoder(input)
    case .http2Request: fuzzHTTP2Request(input)
    case .http2Session: fuzzHTTP2Session(input)
    case .dnsMessage: fuzzMessage(input)
    case .zoneFile: fuzzZone(input)
    case .signature: fuzzSignature(input)
    case .transferRequest: fuzzTransferRequest(input)
    case .transfer: fuzzTransfer(input)
    case .route53: fuzzRoute53(input)
    case .cloudfront: fuzzCloudFront(input)
    case .yaml: fuzzYAML(input)
    case .inflater: fuzzInflater(input)
    case .trace: fuzzTrace(input)
    case .accessPolicy: fuzzAccessPolicy(input)
    case .fieldValue: fuzzFieldValue(input)
    case .accessLog: fuzzAccessLog(input)
    case .lab: fuzzLab(input)
    case .objectFile: fuzzObjectFile(input)
    }
  }

  var tokens: [String] {
    switch self {
    case .httpRequest:
      [
        "\r\n", "\n", "\r", " ", ":", "GET ", "POST / HTTP/1.1\r\n", "Host: a\r\n", "Content-Length: ",
        "Transfer-Encoding: chunked\r\n",
        "http://", "HTTP/1.1", "*", ",", "\t", "[::1]", "9999999999999999999",
      ]
    case .httpResponse:
      [
        "\r\n", "\n", "\r", " ", ":", "HTTP/1.1 200 OK\r\n", "HTTP/1.0 ", "304", "Content-Length: ",
        "Transfer-Encoding: chunked\r\n",
        "Connection: close\r\n", ",",
      ]
    case .httpBody:
      [
        "\r\n", "0\r\n\r\n", "5\r\nhello\r\n", ";", "\n", "\r", "ffffffffffffffff", "7fffffffffffffff",
        "A: b\r\n",
      ]
    case .accessPolicy:
      [
        "{", "}", "[", "]", ":", ",", "\"", "\\?", "*", "?", "\"Statement\":[{", "\"Resource\":\"",
        "\"Condition\":{",
        "\"DateLessThan\":{\"AWS:EpochTime\":1}", "\"IpAddress\":{\"AWS:SourceIp\":\"0.0.0.0/0\"}", "&", "=",
        "; ",
        "Signature=", "CloudFront-Policy=", "_", "~", "99999999999999999999",
      ]
    case .objectFile:
      [
        "edgeobj\n", "\u{0}\u{0}\u{0}\u{0}", "HTTP/1.1 200 OK\r\n", "ETag: \"1\"\r\n", "Cache-Tag: a, b\r\n",
        "\r", "\n",
        "E1\u{0}\u{0}\u{2}/\u{0}\u{0}\u{1}",
      ]
    case .http2Request:
      [
        "\u{7}\u{3}:methodGET", "\u{7}\u{5}:schemehttps", "\u{5}\u{1}:path/", "\u{A}\u{1}:authoritya",
        "\u{4}\u{1}hosta", "\u{6}\u{3}cookiea=b", "\u{E}\u{1}content-length5", "\r\n", " ",
      ]
    case .http2Session:
      [
        "\0\0\u{4}\u{1}\u{5}\0\0\0\u{1}\u{2}\u{7}\u{4}\u{1}", "\0\0\u{1}\0\u{1}\0\0\0\u{1}x",
        "\0\0\u{4}\u{3}\0\0\0\0\u{1}\0\0\0\u{8}", "\0\0\u{8}\u{6}\0\0\0\0\0", "\0\0\0\u{4}\0\0\0\0\0",
      ]
    case .signature, .transferRequest, .transfer:
      [
        "\u{3}www\u{7}example\u{3}com\0", "\0\u{6}\0\u{1}\0\0\u{1}\u{2C}\0", "\0\u{FA}\0\0\0\0\0", "\u{1}k\0",
        "\u{B}hmac-sha256\0", "\0\u{6}\0\u{1}", "\0\0", "\0\u{9}",
      ]
    case .dnsMessage:
      ["\u{3}www\u{7}example\u{3}com\0", "\0\u{1}\0\u{1}", "\0\0\u{29}", "\0\u{8}\0\u{7}\0\u{1}\u{18}\0"]
    case .trace:
      [
        "\n", "\r\n", ",", "\t", " ", "\"", "\"\"", "-", "#Fields: ", "date time ",
        "[01/Aug/1995:00:00:01 -0400] ",
        "\"GET /a HTTP/1.1\" 200 5", " 304 -", "1e9", "9999999999999999999", "\0\0\0\0", "0,a,1,1\n",
      ]
    case .fieldValue:
      [
        "bytes=", "0-", "-5", "0-4", ",", ", ", "bytes 0-4/5", "/*", "\"", "W/\"a\"", "=", ";", "(a b)",
        ":YQ==:",
        "?1", "@1", "1.5", "max-age=", "no-cache=\"a\"", "private", "stale-if-error=5",
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "#",
        "*",
        "/", "?", "::", "10.0.0.0/8", "5ms", "9223372036854775807", "999999999999999",
      ]
    case .accessLog:
      [
        "\n", "\r\n", "\t", "-", " ", "\"", "#Fields: ", "date time ", "%2541", "%0d%0a",
        "1995-08-01\t00:00:01\t",
        "[01/Aug/1995:00:00:01 -0400] ", "\"GET /a HTTP/1.1\" 200 5", " 304 -", "HEAD", "POST",
        "9223372036854775807", "https", "\\",
      ]
    case .lab:
      [
        "\n", ": ", "- ", "{", "}", "[", "]", ", ", "\"", "'", "null", "true", "-1", "0", "1e999",
        "9223372036854775807",
        "0.0.0.0/0", "::/0", "*", "?", "#", "|\n", "\n=== edge/web-acls/a.yaml\n",
        "\n=== edge/distributions/a.yaml\n", "Quantity: 1, Items: ", "{Id: a, DomainName: b}", "5ms",
        "99999h",
        "100 %", "1GiB", "{object}", "{time}", "EU", "KR",
      ]
    case .route53:
      [
        "\"Name\": \"", "\"Type\": \"TXT\"", "\"TTL\": 60, ", "\"ResourceRecords\": [{\"Value\": \"", "\\052",
        "\\\"", "\\n",
        "\"SetIdentifier\": \"a\", ", "\"Weight\": 1, ", "\"Region\": \"us-east-1\", ",
        "\"Failover\": \"PRIMARY\", ",
        "\"MultiValueAnswer\": true, ", "\"HealthCheckId\": \"h\", ", "{", "}", "[", "]", ",", "null", "&a ",
        "*a",
        "\"GeoLocation\": {\"CountryCode\": \"*\"}, ", "\"TrafficPolicyInstanceId\": \"t\", ", "---\n",
        "!!set ", "$self",
      ]
    case .cloudfront:
      [
        "\"Quantity\": 1, ", "\"Items\": [", "\"Id\": \"a\", ", "\"Name\": \"b\", ",
        "\"CachePolicyConfig\": {",
        "\"KeyGroup\": {", "\"DistributionList\": {", "\"Distribution\": {", "{", "}", "[", "]", ",", "null",
        "1.5",
        "true", "\"\"", "\"~\"", "\"a: b\"", "\\n", "\\u0085", "-", "1e5",
      ]
    case .yaml:
      [
        "\n", "- ", ": ", "? ", "&a ", "*a", "{", "}", "[", "]", ",", "|\n", ">-\n", "\"", "'", "# ", "---\n",
        "...\n", "%YAML 1.1\n", "!!set ", "<<: ", "\t", "\u{FEFF}", "~", "0x10", "\\u0000",
      ]
    // Headers of gzip and zlib, an empty stored block, one of fixed codes, the trailer of nothing.
    case .inflater:
      ["\u{1F}", "x\u{1}", "\u{1}\0\0", "\u{3}\0", "\0\0\0\0\0\0\0\0", "\u{8}\0"]
    case .zoneFile:
      [
        "\n", "$ORIGIN ", "$TTL 60\n", "$GENERATE 1-2 ", "$INCLUDE x\n", "@ IN SOA a b 1 2 3 4 5\n",
        "@ IN NS a\n", "(", ")", ";", "\"", "\\",
        "\\000", "*.", " IN A 192.0.2.1\n", " AWS ALIAS A x.cloudfront.net. Z2FDTNDATAQYW2 false\n",
        "\\# 4 c0000201\n", "; AWS routing=\"WEIGHTED\" weight=1",
        "TXT \"a\"", "4294967296", "1w2d", "\t",
      ]
    }
  }
}
