import DNSWire

/// What of a response has to agree: the order of records is a server's own.
struct Outcome: Equatable {
  /// In the order of a report; each is compared and outvoted on its own.
  enum Field: Int, CaseIterable { case code, flags, answer, authority, additional }

  /// The text of each field.
  private(set) var fields: [String]
  /// Octets of the whole message.
  private(set) var octets = 0
  /// A record that stands in a section twice (RFC 2181 section 5), as text.
  private(set) var repeated: String?

  subscript(field: Field) -> String { fields[field.rawValue] }

  static let silence = Outcome(fields: ["no response", "", "", "", ""])

  init(fields: [String]) { self.fields = fields }

  /// What the header and OPT of a response to an odd packet say.
  init(header packet: [UInt8]?) {
    guard let packet else {
      self = .silence
      return
    }
    guard packet.count >= 12 else {
      self = Outcome(fields: ["malformed", "", "", "", ""])
      return
    }
    let message = try? Message(packet.span)
    let code = message?.code ?? ResponseCode(rawValue: UInt16(packet[3] & 15))
    let flags = UInt16(packet[2]) << 8 | UInt16(packet[3] & 0xF0)
    fields = [
      "\(code)", "\(String(flags, radix: 16)) question \(packet[5]) opt \(message?.edns != nil)",
      "\(packet[7])", "\(packet[9])", "",
    ]
  }

  init(_ packet: [UInt8]?, to question: Question) {
    guard let packet, let message = try? Message(packet.span) else {
      self = packet == nil ? .silence : Outcome(fields: ["malformed", "", "", "", ""])
      return
    }
    var flags: [String] = []
    if message.isAuthoritative { flags.append("aa") }
    if message.isTruncated { flags.append("tc") }
    if message.recursionAvailable { flags.append("ra") }
    if message.flags & 0x0070 != 0 { flags.append("z\(message.flags >> 4 & 7)") }
    if message.questions.first?.name.wire != Name(question.name)?.wire { flags.append("question lost") }
    if let edns = message.edns { flags.append(edns.dnssecOK ? "do" : "edns") }
    let sections = [message.answers, message.authorities, message.additional].map { records in
      records.map { "\($0)".lowercased() }.sorted()
    }
    octets = packet.count
    for section in sections {
      repeated = repeated ?? zip(section, section.dropFirst()).first { $0 == $1 }?.0
    }
    // Sets: Knot and BIND repeat the RRset that a loop of aliases meets twice.
    fields =
      [message.code.description, flags.joined(separator: " ")]
      + sections.map { Set($0).sorted().joined(separator: "\n") }
    // How much of an answer stands in a truncated response is open (RFC 2181 section 9).
    if message.isTruncated { fields[2...4] = ["", "", ""] }
    // Which RRsets answer ANY is open, and with that whether they fit (RFC 8482 section 4.1).
    if question.type == .any, message.code == .noError, !message.answers.isEmpty || message.isTruncated {
      fields[1...4] = ["", "something", "", ""]
    }
  }
}
