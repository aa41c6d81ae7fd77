import DNSWire
import Primitives
import Simulation

/// The response code and the addresses of an answer, read in place: resolvers of a population ask a hundred thousand times a
/// minute.
struct AddressAnswer: Hashable, Sendable {
  private var code: UInt8 = 0
  /// In order.
  private var addresses: [IPAddress] = []

  init() {}

  /// Reads a message (RFC 1035 section 4.1) of one question in place of what it was before. The result is for how many seconds
  /// it holds: of a chain, the least; that there is nothing is kept as long as the SOA record says (RFC 2308 section 5). Nil: it
  /// is cut short.
  mutating func read(_ message: Span<UInt8>) -> UInt32? {
    addresses.removeAll(keepingCapacity: true)
    guard message.count > WireLimits.headerOctets else { return nil }
    code = message[3] & 15
    let (answers, authorities) = (Self.number(message, 6), Self.number(message, 8))
    guard var place = Self.end(ofName: WireLimits.headerOctets, message) else { return nil }
    place += 4
    var ttl: UInt32?
    for _ in 0..<(answers > 0 ? answers : authorities) {
      guard let fields = Self.end(ofName: place, message), fields + 10 <= message.count else { return nil }
      let seconds = UInt32(Self.number(message, fields + 4)) << 16 | UInt32(Self.number(message, fields + 6))
      let (data, count) = (fields + 10, Self.number(message, fields + 8))
      guard data + count <= message.count else { return nil }
      ttl = min(ttl ?? .max, seconds)
      if answers > 0, let family = Self.family(Self.number(message, fields), octets: count) {
        var bits: UInt128 = 0
        for place in data..<data + count { bits = bits << 8 | UInt128(message[place]) }
        addresses.append(IPAddress(family: family, bits: bits))
      }
      place = data + count
    }
    if addresses.count > 1 { addresses.sort() }
    return ttl ?? 0
  }

  var hasAddresses: Bool { !addresses.isEmpty }

  var answer: DNSAnswer {
    DNSAnswer(addresses, code: "\(ResponseCode(rawValue: UInt16(code)))")
  }

  /// Nil: no record of an address.
  private static func family(_ type: Int, octets: Int) -> IPAddress.Family? {
    switch (type, octets) {
    case (Int(RecordType.a.rawValue), 4): .v4
    case (Int(RecordType.aaaa.rawValue), 16): .v6
    default: nil
    }
  }

  private static func number(_ message: Span<UInt8>, _ place: Int) -> Int {
    Int(message[place]) << 8 | Int(message[place + 1])
  }

  /// Where what follows a name begins; nil: it does not end.
  private static func end(ofName start: Int, _ message: Span<UInt8>) -> Int? {
    var place = start
    while place < message.count {
      let length = Int(message[place])
      if length == 0 { return place + 1 }
      if length >= 0xC0 { return place + 2 }
      place += 1 + length
    }
    return nil
  }
}
