import DNSWire
import Primitives

/// Collects records, checks them together and lays out the zone.
package struct ZoneBuilder {
  /// The file being read.
  var file: String { files[currentFile] }
  private var files: [String]
  private var currentFile = 0
  let hash: KeyedHash
  private(set) var journal = RecordJournal()
  var aliases: [ZoneAlias] = []
  private(set) var annotations: [RoutingAnnotation] = []
  var groups: [RoutedGroup] = []
  /// Where the SOA records stand in the journal.
  private var authorities: [Int] = []
  /// A SOA record was refused: that there is none is no news then.
  var hasFaultyAuthority = false
  package private(set) var diagnostics: [Diagnostic] = []
  private var hasErrors = false

  /// `file` names the source in diagnostics; `seed` keys the zone's hash table.
  package init(file: String, seed: UInt64 = 0) {
    files = [file]
    hash = KeyedHash(seed: seed)
  }

  /// Octets that the records take so far.
  package var octets: Int { journal.count == 0 ? 0 : journal.octets }

  /// Adds a record; RDATA in wire form, names in it uncompressed, at most `ZoneLimits.dataOctets`. Whoever adds without
  /// a bound of his own stops before `octets` reaches `ZoneLimits.journalOctets`. A TTL above 2^31 - 1 counts as 0
  /// (RFC 2181 section 8).
  package mutating func add(_ name: Name, _ type: RecordType, ttlSeconds: UInt32, data: [UInt8]) {
    let owner = journal.append(name: name.wire.span)
    let ttl = ttlSeconds > TTL.limitSeconds ? 0 : ttlSeconds
    add(owner: owner, type: type, ttl: ttl, data: data.span, line: 0, column: 0)
  }

  /// Adds an alias of `type` (A or AAAA) to a distribution.
  package mutating func addAlias(_ name: Name, _ type: RecordType, distribution: Name) {
    let alias = ZoneAlias(
      name: name, type: type, target: .distribution(distribution), evaluatesTargetHealth: false, file: file,
      line: 0, column: 0)
    let owner = journal.append(name: name.wire.span)
    add(alias: alias, owner: owner, ttl: 60)
  }

  mutating func add(
    owner: Int, type: RecordType, ttl: UInt32, data: Span<UInt8>, line: Int, column: Int,
    annotation: Int = -1
  ) {
    let offset = journal.append(
      owner: owner, type: type, ttl: ttl, data: data, line: line, column: column, file: currentFile,
      isAlias: false, annotation: annotation)
    if type == .soa { authorities.append(offset) }
  }

  /// Keeps a routing comment; returns its number, nil if there are too many.
  mutating func add(_ annotation: RoutingAnnotation) -> Int? {
    guard annotations.count < ZoneLimits.routedRecords else { return nil }
    annotations.append(annotation)
    return annotations.count - 1
  }

  mutating func add(alias: ZoneAlias, owner: Int, ttl: UInt32, annotation: Int = -1) {
    var number: [UInt8] = []
    withUnsafeBytes(of: UInt32(aliases.count)) { number.append(contentsOf: $0) }
    _ = journal.append(
      owner: owner, type: alias.type, ttl: ttl, data: number.span, line: alias.line, column: alias.column,
      file: currentFile, isAlias: true, annotation: annotation)
    aliases.append(alias)
  }

  /// Turns to an included file; returns the number of the one before, nil if there are too many.
  mutating func enter(_ file: String) -> Int? {
    guard files.count < ZoneLimits.files else { return nil }
    files.append(file)
    defer { currentFile = files.count - 1 }
    return currentFile
  }

  mutating func leave(to file: Int) { currentFile = file }

  mutating func report(
    _ line: Int, _ column: Int, _ message: String, severity: Diagnostic.Severity = .error
  ) {
    report(Diagnostic(file: file, line: line, column: column, severity: severity, message))
  }

  func file(of record: RecordJournal.Entry) -> String { files[record.file] }

  mutating func report(
    _ record: RecordJournal.Entry, _ message: String, severity: Diagnostic.Severity = .error
  ) {
    report(
      Diagnostic(
        file: files[record.file], line: record.line, column: record.column, severity: severity, message))
  }

  mutating func report(_ diagnostic: Diagnostic) {
    // Warnings never crowd out the error that refuses the zone.
    let isFirstError = diagnostic.severity == .error && !hasErrors
    guard isFirstError || diagnostics.count < ZoneLimits.diagnostics else { return }
    if diagnostic.severity == .error { hasErrors = true }
    diagnostics.append(diagnostic)
  }

  func name(_ owner: Int) -> Name {
    let span = journal.name(owner)
    return Name(wire: Array(span, 0..<span.count)) ?? .root
  }

  /// Checks the whole and builds it. Nil if a fault is an error; `diagnostics` then says which.
  package mutating func build() -> Zone? {
    guard let first = authorities.first else {
      if !hasFaultyAuthority { report(0, 0, "the zone has no SOA record") }
      return nil
    }
    // What follows from a record that could not be read is no fault of its own.
    let isWhole = !hasErrors
    let authority = journal.entry(at: first)
    let apex = name(authority.owner)
    let (serial, negativeTTL) = Self.numbers(journal, authority)
    checkAuthorities(apex)
    var layout = layOut(below: apex)
    if !aliases.isEmpty { resolveAliases(ZoneAliasIndex(layout), apex: apex) }
    guard isWhole else { return nil }
    warnOfRouting()
    if hasErrors { return nil }
    let zone = layout.zone(
      serial: serial, negativeTTLSeconds: negativeTTL, aliases: aliases, groups: groups)
    checkAddresses(of: zone)
    checkSignatures(of: zone)
    return hasErrors ? nil : zone
  }

  /// Checks and lays out all records, and lets go of those that are needed no more before the zone's table is made.
  private mutating func layOut(below apex: Name) -> ZoneLayout {
    let order = sort(below: apex)
    var layout = ZoneLayout(hash: hash, apex: apex, capacity: order.storageOctets)
    checkAndLayOut(order, into: &layout)
    journal = order.records(of: .ns, in: journal)
    return layout
  }

  private static func numbers(
    _ journal: RecordJournal, _ authority: RecordJournal.Entry
  ) -> (serial: UInt32, negativeTTL: UInt32) {
    let data = journal.span(authority.data, authority.octets)
    return (data.bigEndian(at: data.count - 20), min(authority.ttl, data.bigEndian(at: data.count - 4)))
  }

  private mutating func checkAuthorities(_ apex: Name) {
    for offset in authorities.dropFirst() {
      let extra = journal.entry(at: offset)
      let first = journal.entry(at: authorities[0])
      let isSame = journal.span(extra.data, extra.octets).equals(journal.span(first.data, first.octets))
      if isSame, name(extra.owner) == apex { continue }  // a duplicate, dropped with a warning
      report(extra, "second SOA record; a zone has exactly one (RFC 1035 section 5.2)")
    }
  }
}

extension Span where Element == UInt8 {
  func bigEndian(at offset: Int) -> UInt32 {
    (offset..<offset + 4).reduce(0) { $0 << 8 | UInt32(self[$1]) }
  }
}
