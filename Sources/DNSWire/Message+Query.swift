import Primitives

extension Message {
  /// The octets of a query: for tests, probes and benchmarks.
  package static func query(
    _ name: Name, _ type: RecordType, id: UInt16 = 0, recordClass: RecordClass = .internet,
    recursionDesired: Bool = false, udpOctets: UInt16? = nil, dnssecOK: Bool = false,
    clientSubnet: IPPrefix? = nil, options: [(code: UInt16, data: [UInt8])] = []
  ) -> [UInt8] {
    var packet: [UInt8] = []
    func append(_ value: UInt16) { packet += [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }
    let hasEDNS = udpOctets != nil || dnssecOK || clientSubnet != nil || !options.isEmpty
    append(id)
    append(recursionDesired ? 0x0100 : 0)
    for count: UInt16 in [1, 0, 0, hasEDNS ? 1 : 0] { append(count) }
    packet += name.wire
    append(type.rawValue)
    append(recordClass.rawValue)
    guard hasEDNS else { return packet }
    packet.append(0)
    append(RecordType.opt.rawValue)
    append(udpOctets ?? UInt16(WireLimits.udpOctets))
    append(0)
    append(dnssecOK ? 0x8000 : 0)
    var all = options
    if let clientSubnet {
      let octets = clientSubnet.address.octets.prefix((clientSubnet.length + 7) / 8)
      let family = UInt8(clientSubnet.address.family.rawValue)
      all.append((8, [0, family, UInt8(clientSubnet.length), 0] + octets))
    }
    append(UInt16(all.reduce(0) { $0 + 4 + $1.data.count }))
    for option in all {
      append(option.code)
      append(UInt16(option.data.count))
      packet += option.data
    }
    return packet
  }
}
