import DNSWire
import EventLoop
import Logging
import Primitives
import Transfer
import Zones

/// All zones that come from primaries, on the control thread.
final class SecondaryZones {
  let loop: EventLoop
  let log: Logger
  let store: ZoneStore
  private(set) var policy: TransferPolicy
  private var zones: [SecondaryZone] = []
  private var draws: SplitMix64
  private let address: IPAddress
  /// What is served has changed.
  private let publish: () -> Void

  /// `address` is where DNS is served: primaries are asked from there if it is of their family. `seed` makes message ids.
  init(
    on loop: EventLoop, _ policy: TransferPolicy, store: ZoneStore, address: IPAddress, seed: UInt64,
    log: Logger, publish: @escaping () -> Void
  ) {
    (self.loop, self.policy, self.store, self.log) = (loop, policy, store, log)
    (self.address, self.publish) = (address, publish)
    draws = SplitMix64(seed: seed)
    zones = policy.secondaryZones.map { SecondaryZone($0.name, $0.primaries, owner: self) }
  }

  /// The zones there are, in the order of the configuration.
  var served: [Zone] { zones.compactMap(\.served) }
  /// Those that have not come yet or have expired.
  var unavailable: [Name] { zones.filter { $0.served == nil }.map(\.name) }

  func draw() -> UInt64 { draws.next() }
  func changed() { publish() }

  func source(for primary: IPAddress) -> IPAddress {
    address.family == primary.family ? address : IPAddress(family: primary.family, bits: 0)
  }

  /// Begins to ask.
  func start() { for zone in zones { zone.handle(.due) } }

  /// Makes the zones those of `policy`; zones that stay keep what they have.
  func follow(_ policy: TransferPolicy) {
    self.policy = policy
    let before = zones
    var added: [SecondaryZone] = []
    zones = policy.secondaryZones.map { wanted in
      if let zone = before.first(where: { $0.name == wanted.name }) { return zone }
      added.append(SecondaryZone(wanted.name, wanted.primaries, owner: self))
      return added[added.count - 1]
    }
    for zone in before where !zones.contains(where: { $0 === zone }) { zone.close() }
    for (zone, wanted) in zip(zones, policy.secondaryZones) { zone.follow(wanted.primaries) }
    for zone in added { zone.handle(.due) }
  }

  /// Primaries told of changes.
  func heed(_ entries: [NotifyInbox.Entry]) {
    for entry in entries {
      guard let zone = zones.first(where: { $0.name == entry.zone }) else { continue }
      log.info("zone \(entry.zone): notified\(entry.serial.map { " of serial \($0)" } ?? "")")
      zone.handle(.notified(primary: entry.primary, serial: entry.serial))
    }
  }

  /// Starts transfers that wait while there is a free place.
  func startTransfers() {
    var places = Limits.transfersAtOnce - zones.count(where: \.isTransferring)
    for zone in zones where places > 0 && zone.waitsFor != nil {
      zone.startTransfer()
      places -= 1
    }
  }

  var status: [LabStatus.SecondaryStatus] { zones.map(LabStatus.SecondaryStatus.init) }
}
