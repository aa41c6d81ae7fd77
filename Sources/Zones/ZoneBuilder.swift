import DNSWire
import Primitives

/// Collects records, checks them together and lays out the zone.
package struct ZoneBuilder {
  struct Pending {
    var owner: Int  // offset in `names`
    var data: Int  // offset in `datas`
    var octets: UInt16
    var type: RecordType
    var ttl: UInt32
    var alias: Int32  // index, -1 for records
    var line: UInt32
    var column: UInt32
    var key = 0..<0
  }

  let file: String
  private let hash: KeyedHash
  var names: [UInt8] = []
  var datas: [UInt8] = []
  var records: [Pending] = []
  var aliases: [ZoneAlias] = []
  package private(set) var diagnostics: [Diagnostic] = []

  /// `file` names the source in diagnostics; `seed` keys the zone's hash table.
  package init(file: String, seed: UInt64 = 0) {
    self.file = file
    hash = KeyedHash(seed: seed)
  }

  /// Adds a record; RDATA in wire form, names in it uncompressed.
  package mutating func add(_ name: Name, _ type: RecordType, ttlSeconds: UInt32, data: [UInt8]) {
    let owner = names.count
    names += name.wire
    add(owner: owner, type: type, ttl: ttlSeconds, data: data.span, line: 0, column: 0)
  }

  /// Adds an alias of `type` (A or AAAA) to a distribution.
  package mutating func addAlias(_ name: Name, _ type: RecordType, distribution: Name) {
    let owner = names.count
    names += name.wire
    add(
      alias: ZoneAlias(
        name: name, type: type, target: .distribution(distribution), file: file, line: 0, column: 0),
      owner: owner, ttl: 60)
  }

  mutating func add(owner: Int, type: RecordType, ttl: UInt32, data: Span<UInt8>, line: Int, column: Int) {
    let start = datas.count
    for index in data.indices { datas.append(data[index]) }
    records.append(
      Pending(
        owner: owner, data: start, octets: UInt16(data.count), type: type, ttl: ttl,
        alias: -1,
        line: UInt32(line), column: UInt32(column)))
  }

  mutating func add(alias: ZoneAlias, owner: Int, ttl: UInt32) {
    records.append(
      Pending(
        owner: owner, data: 0, octets: 4, type: alias.type, ttl: ttl, alias: Int32(aliases.count),
        line: UInt32(alias.line), column: UInt32(alias.column)))
    aliases.append(alias)
  }

  mutating func report(
    _ line: Int, _ column: Int, _ message: String, severity: Diagnostic.Severity = .error
  ) {
    guard diagnostics.count < ZoneLimits.diagnostics else { return }
    diagnostics.append(
      Diagnostic(file: file, line: line, column: column, severity: severity, message))
  }

  private mutating func report(_ record: Pending, _ message: String, severity: Diagnostic.Severity = .error) {
    report(Int(record.line), Int(record.column), message, severity: severity)
  }

  private func name(_ offset: Int) -> Name {
    let octets = Name.length(of: names.span, at: Int(offset)) ?? 1
    return Name(wire: Array(names[Int(offset)..<Int(offset) + octets])) ?? .root
  }

  /// Checks the whole and builds it. Nil if a fault is an error; `diagnostics` then says which.
  package mutating func build() -> Zone? {
    let authorities = records.filter { $0.type == .soa && $0.alias < 0 }
    guard let soa = authorities.first else {
      report(0, 0, "the zone has no SOA record")
      return nil
    }
    for extra in authorities.dropFirst() { report(extra, "second SOA record; a zone has exactly one") }
    let apex = name(soa.owner)
    sort(below: apex)
    var layout = ZoneLayout(hash: hash, apex: apex, estimate: records.count)
    checkAndLayOut(into: &layout)
    resolveAliases(layout, apex: apex)
    if diagnostics.contains(where: { $0.severity == .error }) { return nil }
    let data = Array(datas[Int(soa.data)..<Int(soa.data) + Int(soa.octets)])
    func number(_ fromEnd: Int) -> UInt32 {
      data.suffix(fromEnd).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
    let slots = layout.slots()
    let zone = Zone(
      apex: apex, serial: number(20), negativeTTLSeconds: min(soa.ttl, number(4)),
      recordCount: layout.recordCount, aliases: aliases, storage: layout.storage, slots: slots, hash: hash,
      depth: layout.depth, nodeCount: layout.nodes.count)
    checkAddresses(of: zone)
    return diagnostics.contains(where: { $0.severity == .error }) ? nil : zone
  }

  /// Canonical order by sort keys: the labels from the apex down, lower case, each ended by 0, and 0 and 1 escaped.
  private mutating func sort(below apex: Name) {
    var keys: [UInt8] = []
    var last: (owner: Int, key: Range<Int>)?
    var inZone: [Pending] = []
    inZone.reserveCapacity(records.count)
    let apexWire = apex.wire
    for var record in records {
      if let last, last.owner == record.owner {
        record.key = last.key
      } else {
        let start = Int(record.owner)
        let octets = Name.length(of: names.span, at: start) ?? 1
        let end = start + octets - apexWire.count
        var labels: [Int] = []
        var position = start
        while position < end, names[position] != 0 {
          labels.append(position)
          position += Int(names[position]) + 1
        }
        guard position == end,
          names.span.extracting(end..<start + octets).equalsIgnoringCase(apexWire.span)
        else {
          report(record, "\(name(record.owner)) is not in zone \(apex)")
          continue
        }
        let keyStart = keys.count
        for label in labels.reversed() {
          for index in (label + 1)...(label + Int(names[label])) {
            let octet = names[index].asciiLowercased
            if octet < 2 { keys.append(1) }
            keys.append(octet < 2 ? octet + 1 : octet)
          }
          keys.append(0)
        }
        record.key = keyStart..<keys.count
        last = (record.owner, record.key)
      }
      inZone.append(record)
    }
    keys.withUnsafeBufferPointer { keys in
      func precedes(_ a: Pending, _ b: Pending) -> Bool {
        let order = Self.compare(keys, a.key, b.key)
        if order != 0 { return order < 0 }
        if a.type != b.type { return a.type.rawValue < b.type.rawValue }
        return (a.line, a.column, a.data) < (b.line, b.column, b.data)
      }
      let isSorted = zip(inZone, inZone.dropFirst()).allSatisfy { !precedes($1, $0) }
      if !isSorted { inZone.sort(by: precedes) }
    }
    records = inZone
  }

  private static func compare(_ keys: UnsafeBufferPointer<UInt8>, _ a: Range<Int>, _ b: Range<Int>) -> Int {
    var (i, j) = (a.lowerBound, b.lowerBound)
    while i < a.upperBound, j < b.upperBound {
      if keys[i] != keys[j] { return Int(keys[i]) - Int(keys[j]) }
      (i, j) = (i + 1, j + 1)
    }
    return a.count - b.count
  }

  /// Walks the sorted records owner by owner, RRset by RRset.
  private mutating func checkAndLayOut(into layout: inout ZoneLayout) {
    var index = 0
    while index < records.count {
      let owner = records[index].owner
      let octets = Name.length(of: names.span, at: Int(owner)) ?? 1
      var end = index + 1
      while end < records.count, isSameName(owner, octets, records[end].owner) { end += 1 }
      let types = records[index..<end].map(\.type)
      if let cname = records[index..<end].first(where: { $0.type == .cname }),
        types.contains(where: { $0 != .cname && $0 != .rrsig && $0 != .nsec })
      {
        report(cname, "CNAME beside other data at \(name(owner)) (RFC 1034 section 3.6.2)")
      }
      let isApex = octets == layout.apex.wire.count
      if isApex, !types.contains(.ns) {
        report(records[index], "the zone has no NS record at its apex \(name(owner))")
      }
      layout.enter(
        names.span.extracting(Int(owner)..<Int(owner) + octets), isCut: !isApex && types.contains(.ns),
        isRedirect: types.contains(.dname))
      while index < end {
        var setEnd = index + 1
        while setEnd < end, records[setEnd].type == records[index].type { setEnd += 1 }
        appendSet(index..<setEnd, to: &layout)
        index = setEnd
      }
    }
  }

  private func isSameName(_ a: Int, _ octets: Int, _ b: Int) -> Bool {
    if a == b { return true }
    guard Name.length(of: names.span, at: Int(b)) == octets else { return false }
    return names.span.extracting(Int(a)..<Int(a) + octets)
      .equalsIgnoringCase(names.span.extracting(Int(b)..<Int(b) + octets))
  }

  private func data(_ record: Pending) -> ArraySlice<UInt8> {
    datas[Int(record.data)..<Int(record.data) + Int(record.octets)]
  }

  private mutating func appendSet(_ range: Range<Int>, to layout: inout ZoneLayout) {
    let first = records[range.lowerBound]
    if range.count > 1, records[range].contains(where: { $0.alias >= 0 }) {
      report(
        records[range.upperBound - 1],
        "an alias stands alone: \(name(first.owner)) has several \(first.type) records")
      return
    }
    layout.beginSet(first.type, ttl: first.ttl, isAlias: first.alias >= 0)
    if first.alias >= 0 {
      layout.appendAlias(UInt32(first.alias))
      layout.endSet(count: 1)
      return
    }
    var seen: Set<ArraySlice<UInt8>> = []
    var count = 0
    var octets = 0
    for index in range {
      let record = records[index]
      if range.count > 1 {
        if record.ttl != first.ttl {
          report(
            record,
            "TTL \(record.ttl) differs from \(first.ttl) in the same RRset; \(first.ttl) is used (RFC 2181 section 5.2)",
            severity: .warning)
        }
        guard seen.insert(data(record)).inserted else {
          report(record, "duplicate record dropped", severity: .warning)
          continue
        }
      }
      octets += Int(record.octets) + 2
      guard octets <= ZoneLimits.recordSetOctets else {
        report(record, "the RRset is larger than a message can carry")
        break
      }
      if count == 1, record.type == .cname { report(record, "a name has at most one CNAME record") }
      layout.append(datas.span.extracting(Int(record.data)..<Int(record.data) + Int(record.octets)))
      count += 1
    }
    layout.endSet(count: count)
  }

  /// Finds the records that `$self` aliases mean, through other aliases if need be.
  private mutating func resolveAliases(_ layout: ZoneLayout, apex: Name) {
    guard !aliases.isEmpty else { return }
    for index in aliases.indices {
      var current = index
      var depth = 0
      while true {
        guard case .record(let target) = aliases[current].target else {
          aliases[index].finalAlias = current
          break
        }
        guard let set = layout.set(aliases[index].type, at: target) else {
          report(
            aliases[index].line, aliases[index].column,
            "alias target \(target) has no \(aliases[index].type) record in zone \(apex)")
          break
        }
        guard set.alias >= 0 else {
          (aliases[index].targetSet, aliases[index].finalAlias) = (set.offset, current)
          break
        }
        depth += 1
        current = set.alias
        if depth > ZoneLimits.aliasDepth {
          report(
            aliases[index].line, aliases[index].column,
            "aliases lead through more than \(ZoneLimits.aliasDepth) levels, or in a circle")
          break
        }
      }
    }
  }

  /// Name servers below a cut of this zone need glue to be found.
  private mutating func checkAddresses(of zone: Zone) {
    for record in records where record.type == .ns {
      var target = FoldedName()
      guard target.read(datas.span, at: Int(record.data)) != nil, zone.contains(target) else { continue }
      let node = zone.node(for: target)
      if let node, zone.recordSet(.a, at: node) != nil || zone.recordSet(.aaaa, at: node) != nil { continue }
      if node == nil, case .wildcard = zone.lookUp(target) { continue }
      if node == nil, case .delegation(let cut, _) = zone.lookUp(target),
        !isBelow(record, cut, zone)
      {
        continue  // another delegation's name: sibling glue is optional (RFC 9471 section 2.2)
      }
      report(record, "missing glue: \(target.name) has no address in the zone", severity: .warning)
    }
  }

  private func isBelow(_ record: Pending, _ cut: ZoneNode, _ zone: Zone) -> Bool {
    zone.node(for: FoldedName(name(record.owner)))?.offset == cut.offset
  }
}
