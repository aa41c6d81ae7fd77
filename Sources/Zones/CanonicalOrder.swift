import DNSWire
import Primitives

/// The records of a zone in canonical order (RFC 4034 section 6.1), then by type, signatures behind what they cover, then as
/// read.
struct CanonicalOrder: ~Copyable {
  /// A record, and the first 16 octets of its name's sort key: most comparisons end there.
  private struct SortItem: BitwiseCopyable {
    var high: UInt64
    var low: UInt64
    /// Where the record stands in the journal.
    var record: UInt32
    /// For an RRSIG record the type it covers: it stands behind those records.
    var type: UInt16
    var isSignature: Bool
    /// The key fits into the 16 octets.
    var isWhole: Bool
  }

  /// A record in its place. Sort keys are let go before the zone's storage is written: a third is left.
  struct Item: BitwiseCopyable {
    /// Where the record stands in the journal.
    var record: UInt32
    /// For an RRSIG record the type it covers.
    var type: UInt16
    var isSignature: Bool

    var recordType: RecordType { isSignature ? .rrsig : RecordType(rawValue: type) }
  }

  private var unsorted: UnsafeMutableBufferPointer<SortItem>
  /// Empty before `sort`.
  private(set) var items = UnsafeMutableBufferPointer<Item>(start: nil, count: 0)
  private(set) var count = 0
  /// An upper bound for the octets the entries take, those of empty non-terminals not counted.
  private(set) var storageOctets = 0

  init(capacity: Int) {
    // As large as a block of the journal, and for its reason.
    unsorted = .allocate(
      capacity: max(capacity, RecordJournal.blockOctets / MemoryLayout<SortItem>.stride))
  }

  deinit {
    unsorted.deallocate()
    items.deallocate()
  }

  subscript(index: Int) -> Int { Int(items[index].record) }

  /// `covered` is the type that an RRSIG record covers.
  mutating func append(
    record: Int, type: RecordType, covered: RecordType?, key: borrowing SortKey, storageOctets octets: Int
  ) {
    unsorted[count] = SortItem(
      high: key.high, low: key.low, record: UInt32(record), type: (covered ?? type).rawValue,
      isSignature: covered != nil, isWhole: key.isWhole)
    count += 1
    storageOctets += octets
  }

  /// Sorts; `journal` holds the names that 16 octets do not tell apart. A zone that is in order already costs one pass.
  mutating func sort(_ journal: RecordJournal, apexOctets: Int) {
    sortItems(journal, apexOctets: apexOctets)
    items = .allocate(capacity: max(count, RecordJournal.blockOctets / MemoryLayout<Item>.stride))
    for index in 0..<count {
      let item = unsorted[index]
      items.initializeElement(
        at: index, to: Item(record: item.record, type: item.type, isSignature: item.isSignature))
    }
    unsorted.deallocate()
    unsorted = .init(start: nil, count: 0)
  }

  private func sortItems(_ journal: RecordJournal, apexOctets: Int) {
    func precedes(_ a: SortItem, _ b: SortItem) -> Bool {
      if a.high != b.high { return a.high < b.high }
      if a.low != b.low { return a.low < b.low }
      if !a.isWhole || !b.isWhole {
        let (first, second) = (journal.entry(at: Int(a.record)).owner, journal.entry(at: Int(b.record)).owner)
        let order = Self.compare(journal.name(first), journal.name(second), apexOctets: apexOctets)
        if order != 0 { return order < 0 }
      }
      if a.type != b.type { return a.type < b.type }
      return a.isSignature == b.isSignature ? a.record < b.record : b.isSignature
    }
    var all = UnsafeMutableBufferPointer(rebasing: unsorted[..<count])
    for index in 1..<max(count, 1) where precedes(all[index], all[index - 1]) {
      return all.sort(by: precedes)
    }
  }

  /// A journal of the records of one type, in this order.
  func records(of type: RecordType, in journal: RecordJournal) -> RecordJournal {
    let found = RecordJournal()
    for index in 0..<count where items[index].recordType == type {
      let record = journal.entry(at: self[index])
      let owner = found.append(name: journal.name(record.owner))
      _ = found.append(
        owner: owner, type: type, ttl: record.ttl, data: journal.span(record.data, record.octets),
        line: record.line, column: record.column, file: record.file, isAlias: record.isAlias)
    }
    return found
  }

  /// The canonical order of two names below the apex.
  static func compare(_ a: Span<UInt8>, _ b: Span<UInt8>, apexOctets: Int) -> Int {
    CanonicalLabels(a, apexOctets: apexOctets).compare(a, with: b, CanonicalLabels(b, apexOctets: apexOctets))
  }
}
