import DNSWire
import Primitives

/// The key of server cookies: 128 bits, as SipHash takes them.
package struct CookieSecret: Sendable, BitwiseCopyable {
  let low: UInt64
  let high: UInt64

  package init(_ low: UInt64, _ high: UInt64) { (self.low, self.high) = (low, high) }

  /// Reads 32 hexadecimal digits, as other servers that share the secret write it.
  package init?(hexadecimal text: some StringProtocol) {
    guard text.utf8.count == 32 else { return nil }
    var words: [UInt64] = [0, 0]
    var digits = text.makeIterator()
    for index in 0..<16 {
      guard let high = digits.next()?.hexDigitValue, let low = digits.next()?.hexDigitValue else {
        return nil
      }
      // SipHash reads its key with the least significant octet first.
      words[index / 8] |= UInt64(high << 4 | low) << UInt64(8 * (index % 8))
    }
    self.init(words[0], words[1])
  }
}

/// A server cookie of version 1 (RFC 9018 section 4): version, three reserved octets, time, hash.
struct ServerCookie: BitwiseCopyable, Equatable {
  /// Older ones are refused, and renewed from half of that on (RFC 9018 section 4.3).
  static let lifetimeSeconds: Int32 = 3600
  /// Clocks of servers that share a secret may differ by this much.
  static let skewSeconds: Int32 = 300

  let head: UInt64
  let hash: UInt64

  init(client: UInt64, address: IPAddress, head: UInt64, secret: CookieSecret) {
    self.head = head
    var input = InlineArray<32, UInt8>(repeating: 0)
    for index in 0..<8 {
      let shift = UInt64(56 - 8 * index)
      input[index] = UInt8(truncatingIfNeeded: client >> shift)
      input[8 + index] = UInt8(truncatingIfNeeded: head >> shift)
    }
    let octets = address.bitWidth / 8
    for index in 0..<octets {
      input[16 + index] = UInt8(truncatingIfNeeded: address.bits >> UInt128(8 * (octets - 1 - index)))
    }
    // The result is written as SipHash gives it: least significant octet first.
    hash = SipHash.hash(input.span.extracting(0..<16 + octets), key: secret).byteSwapped
  }

  /// A new cookie.
  init(client: UInt64, address: IPAddress, now: Instant, secret: CookieSecret) {
    let seconds = UInt32(truncatingIfNeeded: now.secondsSinceEpoch)
    self.init(client: client, address: address, head: 1 << 56 | UInt64(seconds), secret: secret)
  }

  /// Seconds since the cookie was made; negative if that is to come (RFC 1982 arithmetic).
  func age(_ now: Instant) -> Int32 {
    Int32(truncatingIfNeeded: now.secondsSinceEpoch) &- Int32(truncatingIfNeeded: head)
  }

  /// True if `cookie` is one that this server, or one with its secret, gave to this client of late.
  static func isGood(
    _ cookie: RequestCookie, address: IPAddress, now: Instant, secret: CookieSecret
  ) -> Bool {
    guard cookie.serverOctets == 16, cookie.server >> 120 == 1 else { return false }
    let head = UInt64(truncatingIfNeeded: cookie.server >> 64)
    let expected = ServerCookie(client: cookie.client, address: address, head: head, secret: secret)
    guard expected.hash == UInt64(truncatingIfNeeded: cookie.server) else { return false }
    return (-skewSeconds...lifetimeSeconds).contains(expected.age(now))
  }
}
