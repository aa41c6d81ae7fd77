import CSystem
import Primitives

/// An address and a port.
package struct SocketAddress: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  package var address: IPAddress
  package var port: UInt16

  package init(_ address: IPAddress, port: UInt16) { (self.address, self.port) = (address, port) }

  /// Reads `192.0.2.1:53` or `[2001:db8::1]:53`.
  package init?(_ text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      return nil
    }
    var host = text[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if isBracketed { host = host.dropFirst().dropLast() }
    guard let address = IPAddress(host), isBracketed == (address.family == .v6) else { return nil }
    self.init(address, port: port)
  }

  package var description: String {
    address.family == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }

  init(_ system: csystem_address) {
    port = system.port
    address = withUnsafeBytes(of: system.octets) { octets in
      system.is_v6 == 0
        ? IPAddress(v4: UInt32(bigEndian: octets.load(as: UInt32.self)))
        : IPAddress(v6: UInt128(bigEndian: octets.loadUnaligned(as: UInt128.self)))
    }
  }

  var system: csystem_address {
    var system = csystem_address()
    system.port = port
    system.is_v6 = address.family == .v6 ? 1 : 0
    withUnsafeMutableBytes(of: &system.octets) { octets in
      if address.family == .v4 {
        octets.storeBytes(of: UInt32(truncatingIfNeeded: address.bits).bigEndian, as: UInt32.self)
      } else {
        octets.storeBytes(of: address.bits.bigEndian, as: UInt128.self)
      }
    }
    return system
  }
}
