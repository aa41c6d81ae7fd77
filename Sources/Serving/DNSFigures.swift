import Authority
import DNSWire

/// Queries answered, by zone, type, response code and transport.
struct DNSFigures {
  /// Counts since the last reload, in a small open-addressing table: the combinations that occur are few.
  private var table = [Entry](repeating: Entry(), count: 64)
  private var used = 0
  /// Counts of earlier configurations, whose zone numbers mean nothing any more.
  private var folded: [DNSCount] = []

  private struct Entry {
    var key: UInt64 = .max
    var count = 0
  }

  /// Types above this one count together: who asks must not be able to grow the table without end.
  private static let lastType = UInt16(264)
  private static let otherTypes = UInt16.max

  mutating func add(_ response: Response, _ transport: Transport) {
    let type = response.type.rawValue
    let key =
      UInt64(UInt32(bitPattern: Int32(truncatingIfNeeded: response.zone))) << 32 | UInt64(
        type > Self.lastType ? Self.otherTypes : type) << 16
      | UInt64(response.code.rawValue & 0xFFF) << 2 | UInt64(transport.number)
    var slot = slot(of: key)
    if table[slot].key != key {
      if used * 2 >= table.count { grow() }
      slot = self.slot(of: key)
      table[slot].key = key
      used += 1
    }
    table[slot].count &+= 1
  }

  private func slot(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (table.count - 1)
    while table[slot].key != key, table[slot].key != .max { slot = (slot &+ 1) & (table.count - 1) }
    return slot
  }

  private mutating func grow() {
    let old = table
    table = [Entry](repeating: Entry(), count: old.count * 2)
    for entry in old where entry.key != .max { table[slot(of: entry.key)] = entry }
  }

  func counts(zones catalog: Catalog) -> [DNSCount] {
    folded
      + table.filter { $0.key != .max }.sorted { $0.key < $1.key }.map { entry in
        let zone = Int(Int32(bitPattern: UInt32(truncatingIfNeeded: entry.key >> 32)))
        return DNSCount(
          zone: zone < 0 ? "-" : catalog.zones[zone].apex.description,
          type: Self.name(of: UInt16(truncatingIfNeeded: entry.key >> 16)),
          code: ResponseCode(rawValue: UInt16(truncatingIfNeeded: entry.key >> 2) & 0xFFF).description,
          transport: Transport.allCases[Int(entry.key & 3)].rawValue, queries: entry.count)
      }
  }

  /// `-`: a message without a question that could be read.
  private static func name(of type: UInt16) -> String {
    switch type {
    case 0: "-"
    case otherTypes: "other"
    default: RecordType(rawValue: type).description
    }
  }

  mutating func fold(zones catalog: Catalog) {
    let counts = DNSCount.sum(counts(zones: catalog))
    self = DNSFigures()
    folded = counts
  }
}

extension Transport {
  /// Its place among all cases.
  fileprivate var number: UInt8 {
    switch self {
    case .udp: 0
    case .tcp: 1
    case .tls: 2
    }
  }
}

/// How many queries of one kind were answered.
struct DNSCount: Sendable {
  /// The zone's name with its dot, `-` for names outside every zone.
  var zone: String
  var type: String
  var code: String
  var transport: String
  var queries: Int

  /// One count for each kind, in the order of the names.
  static func sum(_ counts: [DNSCount]) -> [DNSCount] {
    func key(_ count: DNSCount) -> [String] { [count.zone, count.type, count.code, count.transport] }
    var result: [DNSCount] = []
    for count in counts.sorted(by: { key($0).lexicographicallyPrecedes(key($1)) }) {
      if let last = result.last, key(last) == key(count) {
        result[result.count - 1].queries += count.queries
      } else {
        result.append(count)
      }
    }
    return result
  }
}
