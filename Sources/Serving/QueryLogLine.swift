import Authority
import DNSWire
import Logs
import Primitives

/// One answered query, as the query log has it.
struct QueryLogLine {
  /// What became of the answer (response-rate limiting).
  enum Fate: Sendable { case sent, truncated, dropped }

  var time: Instant
  /// The zone's name as a zone file has it; empty for none.
  var zone: [UInt8]
  /// QNAME on the wire, in lower case; empty where the question could not be read.
  var name: [UInt8]
  var type: RecordType
  var code: ResponseCode
  var transport: Transport
  var client: IPAddress
  var subnet: ClientSubnet?
  var octets: Int
  var fate = Fate.sent
  /// How the answer came about, in JSON alone; empty: no policy had a say, or nobody asked.
  var explanation: [UInt8] = []

  /// Appends the line, its end included.
  func append(as format: QueryLogOptions.Format, to text: inout [UInt8]) {
    switch format {
    case .route53: appendRoute53(to: &text)
    case .json: appendJSON(to: &text)
    }
  }

  /// `1.0 2017-12-13T08:15:50.235Z Z123 example.com AAAA NOERROR TCP DFW3 192.168.3.1 192.168.222.0/24`
  ///
  /// Here the zone's name stands for its id, and there is one edge location, `LOCAL`. TLS counts as TCP.
  private func appendRoute53(to text: inout [UInt8]) {
    text.append("1.0 ")
    text.append(time: time)
    text.append(" ")
    if zone.isEmpty { text.append("-") } else { text += zone }
    text.append(" ")
    appendName(to: &text, hasFinalDot: false, radix: 8)
    text.append(" ")
    text.append(name.isEmpty ? "-" : type.description)
    text.append(" ")
    text.append(code.description)
    text.append(transport == .udp ? " UDP LOCAL " : " TCP LOCAL ")
    text.append(client.description)
    text.append(" ")
    if let subnet, subnet.family != 0 { text.append(Self.text(of: subnet)) } else { text.append("-") }
    text.append("\n")
  }

  private func appendJSON(to text: inout [UInt8]) {
    text.append(#"{"timestamp":""#)
    text.append(time: time)
    text.append(#"","zone":"#)
    if zone.isEmpty { text.append("null") } else { text.appendQuoted(zone) }
    text.append(#","name":"#)
    if name.isEmpty {
      text.append(#"null,"type":null"#)
    } else {
      var presentation: [UInt8] = []
      appendName(to: &presentation, hasFinalDot: true, radix: 10)
      text.appendQuoted(presentation)
      text.append(#","type":""#)
      text.append(type.description)
      text.append("\"")
    }
    text.append(#","rcode":""#)
    text.append(code.description)
    text.append(#"","transport":""#)
    text.append(transport.rawValue)
    text.append(#"","client":""#)
    text.append(client.description)
    text.append(#"","subnet":"#)
    if let subnet, subnet.family != 0 {
      text.append("\"")
      text.append(Self.text(of: subnet))
      text.append("\"")
    } else {
      text.append("null")
    }
    text.append(#","octets":"#)
    text.append(String(octets))
    switch fate {
    case .sent: break
    case .truncated: text.append(#","limited":"truncated""#)
    case .dropped: text.append(#","limited":"dropped""#)
    }
    if !explanation.isEmpty {
      text.append(#","explanation":"#)
      text.appendQuoted(explanation)
    }
    text.append("}\n")
  }

  private static func text(of subnet: ClientSubnet) -> String {
    "\(IPAddress(family: subnet.family == 1 ? .v4 : .v6, bits: subnet.bits))/\(subnet.sourcePrefixLength)"
  }

  /// The name in text. Route 53 escapes in octal, zone files in decimal.
  private func appendName(to text: inout [UInt8], hasFinalDot: Bool, radix: UInt8) {
    guard name.count > 1 else { return text.append(name.isEmpty ? "-" : ".") }
    var position = 0
    while position < name.count, name[position] != 0 {
      if position > 0 { text.append(".") }
      let end = position + 1 + Int(name[position])
      for octet in name[position + 1..<min(end, name.count)] {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          text.append(octet)
        default:
          text.append("\\")
          text.append(UInt8(ascii: "0") + octet / (radix * radix))
          text.append(UInt8(ascii: "0") + octet / radix % radix)
          text.append(UInt8(ascii: "0") + octet % radix)
        }
      }
      position = end
    }
    if hasFinalDot { text.append(".") }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ text: String) { append(contentsOf: text.utf8) }

  /// A JSON string of UTF-8.
  fileprivate mutating func appendQuoted(_ octets: [UInt8]) {
    append("\"")
    for octet in octets {
      if octet < 0x20 {
        append(octet < 0x10 ? "\\u000" : "\\u001")
        append(String(octet & 15, radix: 16))
        continue
      }
      if octet == UInt8(ascii: "\\") || octet == UInt8(ascii: "\"") { append("\\") }
      append(octet)
    }
    append("\"")
  }
}
