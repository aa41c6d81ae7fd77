import DNSWire

/// One question as it is asked of every server.
struct Question: CustomStringConvertible {
  enum Manner: CaseIterable {
    /// UDP without EDNS: 512 octets.
    case plain
    /// UDP with EDNS and a buffer of 1232 octets.
    case edns
    /// The same with DO.
    case dnssecOK
    /// UDP with EDNS and a small buffer.
    case smallBuffer
    case tcp
  }
  let name: String
  let type: RecordType
  let manner: Manner

  var isTCP: Bool { manner == .tcp }

  func packet(id: UInt16) -> [UInt8] {
    let octets: UInt16? =
      switch manner {
      case .plain, .tcp: nil
      case .edns, .dnssecOK: 1232
      case .smallBuffer: 600
      }
    return Message.query(
      Name(name) ?? .root, type, id: id, udpOctets: octets, dnssecOK: manner == .dnssecOK)
  }

  var description: String {
    let options =
      switch manner {
      case .plain: "+noedns +ignore"
      case .edns: "+bufsize=1232 +nocookie +ignore"
      case .dnssecOK: "+bufsize=1232 +dnssec +nocookie +ignore"
      case .smallBuffer: "+bufsize=600 +nocookie +ignore"
      case .tcp: "+noedns +tcp"
      }
    return "dig +norec \(options) \(name) \(type)"
  }
}
