import DNSWire

/// One question as it is asked of every server.
struct Question: CustomStringConvertible {
  enum Manner {
    /// UDP without EDNS: 512 octets.
    case small
    /// UDP with EDNS and a buffer of 1232 octets.
    case edns
    /// The same with DO.
    case dnssecOK
    /// UDP with EDNS and a small buffer.
    case smallBuffer
    case tcp
    /// TCP with DO.
    case dnssecTCP

    static let plain: [Manner] = [.small, .edns, .dnssecOK, .smallBuffer, .tcp]
    static let signed: [Manner] = [.dnssecOK, .dnssecOK, .dnssecTCP, .dnssecTCP, .edns, .small]
  }
  let name: String
  let type: RecordType
  let manner: Manner

  var isTCP: Bool { manner == .tcp || manner == .dnssecTCP }
  private var hasDO: Bool { manner == .dnssecOK || manner == .dnssecTCP }

  func packet(id: UInt16) -> [UInt8] {
    let octets: UInt16? =
      switch manner {
      case .small, .tcp: nil
      case .edns, .dnssecOK, .dnssecTCP: 1232
      case .smallBuffer: 600
      }
    return Message.query(Name(name) ?? .root, type, id: id, udpOctets: octets, dnssecOK: hasDO)
  }

  var description: String {
    let options =
      switch manner {
      case .small: "+noedns +ignore"
      case .edns: "+bufsize=1232 +nocookie +ignore"
      case .dnssecOK: "+bufsize=1232 +dnssec +nocookie +ignore"
      case .smallBuffer: "+bufsize=600 +nocookie +ignore"
      case .tcp: "+noedns +tcp"
      case .dnssecTCP: "+dnssec +nocookie +tcp"
      }
    return "dig +norec \(options) \(name) \(type)"
  }
}
