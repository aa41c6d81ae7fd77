import Primitives
import Zones

/// What an imported zone file says in comments, because a zone file has no other place for it.
package struct ZoneRemarks: Sendable, Equatable {
  /// `; HostedZoneId Z0123456789`: aliases within the zone carry it in the API.
  package var hostedZoneID: String?
  /// `; ResourceRecordSet {...}`: sets that only the API can say, as JSON.
  package var recordSets: [String] = []

  private static let zonePrefix = "; HostedZoneId "
  private static let setPrefix = "; ResourceRecordSet "

  package init(hostedZoneID: String? = nil, recordSets: [String] = []) {
    (self.hostedZoneID, self.recordSets) = (hostedZoneID, recordSets)
  }

  /// Finds them in a zone file.
  package init(text: [UInt8]) {
    for line in text.split(separator: 10) where line.first == UInt8(ascii: ";") {
      let line = String(decoding: line, as: UTF8.self)
      if line.hasPrefix(Self.zonePrefix) {
        let id = line.dropFirst(Self.zonePrefix.count).prefix { !$0.isWhitespace }
        if ZoneAlias.isHostedZone(String(id)) { hostedZoneID = String(id) }
      }
      if line.hasPrefix(Self.setPrefix) { recordSets.append(String(line.dropFirst(Self.setPrefix.count))) }
    }
  }

  /// The lines that stand before and behind the records.
  package var head: [String] { hostedZoneID.map { [Self.zonePrefix + $0] } ?? [] }
  package var tail: [String] { recordSets.map { Self.setPrefix + $0 } }
}
