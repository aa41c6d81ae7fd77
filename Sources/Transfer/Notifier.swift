import DNSWire
import Primitives
import Zones

/// Tells secondaries that zones have changed, again and again until they answer (RFC 1996): a state machine that
/// says what to send; a shell sends it.
package struct Notifier: Sendable {
  package struct Datagram: Sendable, Equatable {
    package var octets: [UInt8]
    package var address: IPAddress
    package var port: UInt16
  }

  package enum Event: Sendable, Equatable {
    case acknowledged(zone: Name, TransferPolicy.Secondary, ResponseCode)
    case gaveUp(zone: Name, TransferPolicy.Secondary)
  }

  private struct Pending {
    var zone: Name
    var authority: [UInt8]
    var authorityTTL: UInt32
    var secondary: TransferPolicy.Secondary
    var key: TSIGKey?
    var id: UInt16
    var attempts = 0
    var due: Instant
  }

  private var pending: [Pending] = []
  private var serials: [Name: UInt32] = [:]
  private var draws: SplitMix64

  /// `seed` makes the message ids.
  package init(seed: UInt64) { draws = SplitMix64(seed: seed) }

  /// When there is something to send or to give up; nil: nothing is under way.
  package var nextDue: Instant? { pending.map(\.due).min() }

  /// Takes note of the zones that are served now; those that are new or have another serial are announced.
  package mutating func follow(_ zones: [Zone], _ policy: TransferPolicy, now: Instant) {
    for zone in zones where serials[zone.apex] != zone.serial {
      pending.removeAll { $0.zone == zone.apex }
      for secondary in policy.secondaries
      where secondary.zones.isEmpty || secondary.zones.contains(zone.apex) {
        guard pending.count < TransferLimits.notifications else { break }
        pending.append(
          Pending(
            zone: zone.apex, authority: zone.authorityData,
            authorityTTL: zone.recordSet(.soa, at: zone.apexNode)?.ttlSeconds ?? 0, secondary: secondary,
            key: secondary.key.flatMap(policy.key), id: UInt16(truncatingIfNeeded: draws.next()), due: now))
      }
    }
    serials = Dictionary(zones.map { ($0.apex, $0.serial) }) { first, _ in first }
    pending.removeAll { serials[$0.zone] == nil }
  }

  /// What is due: datagrams to send, and secondaries that did not answer in all that time.
  package mutating func advance(to now: Instant) -> (send: [Datagram], events: [Event]) {
    var (send, events): ([Datagram], [Event]) = ([], [])
    for index in pending.indices where pending[index].due <= now {
      guard pending[index].attempts < TransferLimits.notifyAttempts else {
        events.append(.gaveUp(zone: pending[index].zone, pending[index].secondary))
        continue
      }
      send.append(datagram(pending[index], now))
      pending[index].due = now.advanced(
        bySeconds: TransferLimits.notifyFirstSeconds << Int64(pending[index].attempts))
      pending[index].attempts += 1
    }
    pending.removeAll { $0.attempts >= TransferLimits.notifyAttempts && $0.due <= now }
    return (send, events)
  }

  private func datagram(_ pending: Pending, _ now: Instant) -> Datagram {
    var message: [UInt8] = []
    // NOTIFY, authoritative; one question, and the new SOA as a hint (section 3.7).
    for word: UInt16 in [pending.id, 0x2400, 1, 1, 0, 0] { message.append(word) }
    message += pending.zone.wire
    message.append(RecordType.soa.rawValue)
    message.append(RecordClass.internet.rawValue)
    message += [0xC0, 12]
    message.append(RecordType.soa.rawValue)
    message.append(RecordClass.internet.rawValue)
    message.append(UInt16(pending.authorityTTL >> 16))
    message.append(UInt16(truncatingIfNeeded: pending.authorityTTL))
    message.append(UInt16(pending.authority.count))
    message += pending.authority
    if let key = pending.key {
      var signer = TSIGSigner(key: key)
      signer.sign(&message, now: now)
    }
    return Datagram(octets: message, address: pending.secondary.address, port: pending.secondary.port)
  }

  /// A datagram came back. Nil: it answers nothing that is under way.
  package mutating func receive(_ octets: Span<UInt8>, from address: IPAddress, port: UInt16) -> Event? {
    guard octets.count >= WireLimits.headerOctets, octets[2] & 0xF8 == 0xA0 else { return nil }
    let id = octets.bigEndianUInt16(at: 0)
    guard
      let index = pending.firstIndex(where: {
        $0.id == id && $0.secondary.address == address && $0.secondary.port == port && $0.attempts > 0
      })
    else { return nil }
    let done = pending.remove(at: index)
    return .acknowledged(zone: done.zone, done.secondary, ResponseCode(rawValue: UInt16(octets[3] & 15)))
  }
}
