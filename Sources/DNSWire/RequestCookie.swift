import Primitives

/// The cookie option of a query (RFC 7873 section 4).
public struct RequestCookie: Sendable, BitwiseCopyable {
  public let client: UInt64
  /// The first 16 octets of the server cookie, as a number; 0 if there is none.
  public private(set) var server: UInt128 = 0
  /// Octets of the server cookie, 0 if there is none.
  public let serverOctets: Int

  /// Nil where the length is not one of a cookie: 8, or 16 to 40 octets.
  init?(_ data: Span<UInt8>) {
    guard data.count == 8 || (16...40).contains(data.count) else { return nil }
    var client: UInt64 = 0
    for index in 0..<8 { client = client << 8 | UInt64(data[index]) }
    self.client = client
    serverOctets = data.count - 8
    for index in 0..<min(serverOctets, 16) { server = server << 8 | UInt128(data[8 + index]) }
  }
}

/// Where the TSIG record of a query stands in its packet (RFC 8945 section 4.2).
public struct RequestKey: Sendable, BitwiseCopyable {
  public private(set) var owner = 0
  public private(set) var ownerOctets = 0
  /// Where RDATA starts.
  public private(set) var data = 0
  /// Octets of algorithm, time signed and fudge; 0 if the record is malformed.
  public private(set) var count = 0
  public private(set) var originalID = 0

  init() {}

  init(_ packet: Span<UInt8>, owner: Int, data: Int, end: Int) {
    guard let name = Name.length(of: packet, at: owner), let algorithm = Name.length(of: packet, at: data),
      data + algorithm + 10 <= end
    else { return }
    let mac = data + algorithm + 10
    let macOctets = Int(packet.bigEndianUInt16(at: mac - 2))
    guard mac + macOctets + 6 <= end else { return }
    (self.owner, ownerOctets, self.data, count) = (owner, name, data, algorithm + 8)
    originalID = mac + macOctets
  }
}
