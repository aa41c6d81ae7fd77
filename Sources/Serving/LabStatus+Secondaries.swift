import Primitives

extension LabStatus {
  /// A zone that comes from primaries.
  struct SecondaryStatus: Codable, Sendable {
    var zone: String
    /// Nil: it has not come yet.
    var serial: UInt32?
    /// Clients get answers; else SERVFAIL.
    var isServed: Bool
    /// Seconds since the epoch when it expires, or has expired, unless a primary confirms it.
    var expires: Int?
    /// `192.0.2.53 port 53`, in the order they are asked.
    var primaries: [String]
    var transfers: Int
    var failures: Int
  }
}

extension LabStatus.SecondaryStatus {
  init(_ zone: SecondaryZone) {
    let refresh = zone.refresh
    self.init(
      zone: zone.name.description, serial: refresh.timers?.serial, isServed: zone.served != nil,
      expires: refresh.expiry.map { Int($0.secondsSinceEpoch) }, primaries: refresh.primaries.map(\.place),
      transfers: zone.transferCount, failures: zone.failureCount)
  }
}

extension [LabStatus.SecondaryStatus] {
  func append(to text: inout PrometheusText) {
    guard !isEmpty else { return }
    text.family("edgesim_secondary_zone_served", .gauge, "1: a zone from primaries is served; 0: SERVFAIL.")
    for zone in self { text.sample([("zone", zone.zone)], zone.isServed ? 1 : 0) }
    text.family("edgesim_secondary_zone_serial", .gauge, "SERIAL of a zone from primaries.")
    for zone in self { if let serial = zone.serial { text.sample([("zone", zone.zone)], Int(serial)) } }
    text.family(
      "edgesim_secondary_zone_expiry_timestamp_seconds", .gauge,
      "When the zone expires, in seconds since the epoch.")
    for zone in self { if let expires = zone.expires { text.sample([("zone", zone.zone)], expires) } }
    text.family("edgesim_secondary_zone_transfers_total", .counter, "Transfers in, by result.")
    for zone in self {
      text.sample([("zone", zone.zone), ("result", "done")], zone.transfers)
      text.sample([("zone", zone.zone), ("result", "failed")], zone.failures)
    }
  }
}
