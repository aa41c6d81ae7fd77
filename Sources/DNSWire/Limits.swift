/// The sizes the protocol and this server set, each with its reason.
public enum WireLimits {
  /// A name on the wire, root label included (RFC 1035 section 3.1).
  public static let nameOctets = 255
  /// A label without its length octet (RFC 1035 section 3.1).
  public static let labelOctets = 63
  /// Labels that fit into 255 octets, the root not counted.
  public static let labels = 127
  /// RFC 1035 section 4.1.1.
  public static let headerOctets = 12
  /// UDP without EDNS (RFC 1035 section 4.2.1).
  public static let plainUDPOctets = 512
  /// The UDP size we offer and the most we send: never fragmented (DNS flag day 2020).
  public static let udpOctets = 1232
  /// The TCP length prefix has 16 bits; RDLENGTH too.
  public static let messageOctets = 65535
  /// Name suffixes remembered while one message is written. A message with more is still right, only longer.
  public static let compressionEntries = 96
}
