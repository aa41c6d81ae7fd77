import DNSWire

/// Records in the order they were read, in blocks that never move: a zone of a million names is not copied as it grows.
///
///     name: octets on the wire
///     record: 255 (1) | owner (4) | TTL (4) | line (4) | TYPE (2) | column (2) | file (2) | RDLENGTH (2) | RDATA
///
/// The highest bit of `file` marks an alias, whose RDATA is its number. A record with a routing comment begins with 254
/// and has the comment's number (4) before RDATA.
final class RecordJournal {
  /// A record in the journal.
  struct Entry: BitwiseCopyable {
    let owner: Int
    let ttl: UInt32
    let line: Int
    let type: RecordType
    let column: Int
    let file: Int
    let isAlias: Bool
    /// The number of the routing comment, -1 for none.
    let annotation: Int
    let octets: Int
    /// Where RDATA stands.
    let data: Int
  }

  /// 64 MiB: above what malloc takes from its heap, so that a block goes back to the system when it is freed, and pages
  /// never written cost nothing.
  private static let blockBits = 26
  static let blockOctets = 1 << blockBits
  /// No label is that long: what begins so is no name.
  private static let recordMark: UInt8 = 0xFF
  private static let annotatedMark: UInt8 = 0xFE
  private static let headerOctets = 21

  private var blocks: [UnsafeMutableRawPointer] = []
  /// Octets used of each block but the last.
  private var blockEnds: [Int] = []
  private var end = RecordJournal.blockOctets
  private(set) var count = 0

  deinit { for block in blocks { block.deallocate() } }

  /// Octets in all.
  var octets: Int { (blocks.count - 1) * Self.blockOctets + end }
  var isFull: Bool { octets > ZoneLimits.journalOctets }

  /// Room for `octets`, in one block: no entry is larger than one.
  private func reserve(_ octets: Int) -> (offset: Int, pointer: UnsafeMutableRawPointer) {
    precondition(octets <= Self.blockOctets)
    if end + octets > Self.blockOctets {
      if !blocks.isEmpty { blockEnds.append(end) }
      blocks.append(.allocate(byteCount: Self.blockOctets, alignment: 16))
      end = 0
    }
    defer { end += octets }
    return ((blocks.count - 1) << Self.blockBits | end, blocks[blocks.count - 1] + end)
  }

  /// Adds the wire form of a name; returns where it stands.
  func append(name: Span<UInt8>) -> Int {
    let (offset, pointer) = reserve(name.count)
    copy(name, to: pointer)
    return offset
  }

  func append(
    owner: Int, type: RecordType, ttl: UInt32, data: Span<UInt8>, line: Int, column: Int, file: Int,
    isAlias: Bool, annotation: Int = -1
  ) -> Int {
    let header = Self.headerOctets + (annotation < 0 ? 0 : 4)
    let (offset, start) = reserve(header + data.count)
    start.storeBytes(of: annotation < 0 ? Self.recordMark : Self.annotatedMark, as: UInt8.self)
    if annotation >= 0 {
      start.storeBytes(of: UInt32(annotation), toByteOffset: Self.headerOctets, as: UInt32.self)
    }
    let pointer = start + 1
    pointer.storeBytes(of: UInt32(owner), as: UInt32.self)
    pointer.storeBytes(of: ttl, toByteOffset: 4, as: UInt32.self)
    pointer.storeBytes(of: UInt32(line), toByteOffset: 8, as: UInt32.self)
    pointer.storeBytes(of: type.rawValue, toByteOffset: 12, as: UInt16.self)
    pointer.storeBytes(of: UInt16(clamping: column), toByteOffset: 14, as: UInt16.self)
    pointer.storeBytes(of: UInt16(file) | (isAlias ? 0x8000 : 0), toByteOffset: 16, as: UInt16.self)
    pointer.storeBytes(of: UInt16(data.count), toByteOffset: 18, as: UInt16.self)
    copy(data, to: start + header)
    count += 1
    return offset
  }

  private func copy(_ source: Span<UInt8>, to target: UnsafeMutableRawPointer) {
    source.withUnsafeBufferPointer { octets in
      guard let start = octets.baseAddress else { return }
      target.copyMemory(from: start, byteCount: octets.count)
    }
  }

  private func pointer(_ offset: Int) -> UnsafeRawPointer {
    UnsafeRawPointer(blocks[offset >> Self.blockBits]) + (offset & (Self.blockOctets - 1))
  }

  func entry(at offset: Int) -> Entry {
    let pointer = pointer(offset + 1)
    func load<T: FixedWidthInteger & BitwiseCopyable>(_ at: Int, _: T.Type) -> T {
      pointer.loadUnaligned(fromByteOffset: at, as: T.self)
    }
    let file = load(16, UInt16.self)
    let isAnnotated = self.pointer(offset).load(as: UInt8.self) == Self.annotatedMark
    return Entry(
      owner: Int(load(0, UInt32.self)), ttl: load(4, UInt32.self), line: Int(load(8, UInt32.self)),
      type: RecordType(rawValue: load(12, UInt16.self)), column: Int(load(14, UInt16.self)),
      file: Int(file & 0x7FFF), isAlias: file & 0x8000 != 0,
      annotation: isAnnotated ? Int(load(Self.headerOctets - 1, UInt32.self)) : -1,
      octets: Int(load(18, UInt16.self)),
      data: offset + Self.headerOctets + (isAnnotated ? 4 : 0))
  }

  /// Where the first record at or behind `offset` stands, nil if there is none.
  func record(from offset: Int) -> Int? {
    var offset = offset
    while true {
      let block = offset >> Self.blockBits
      guard block < blocks.count else { return nil }
      let end = block < blockEnds.count ? blockEnds[block] : end
      if offset & (Self.blockOctets - 1) >= end {
        offset = (block + 1) << Self.blockBits
        continue
      }
      if pointer(offset).load(as: UInt8.self) >= Self.annotatedMark { return offset }
      offset += name(offset).count
    }
  }

  /// `count` octets from `offset` on, all of one entry.
  @_lifetime(borrow self)
  func span(_ offset: Int, _ count: Int) -> Span<UInt8> {
    let start = pointer(offset).assumingMemoryBound(to: UInt8.self)
    return _overrideLifetime(
      Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count)), borrowing: self)
  }

  /// The wire form of the name at `offset`.
  @_lifetime(borrow self)
  func name(_ offset: Int) -> Span<UInt8> {
    let start = pointer(offset)
    var end = 0
    while start.load(fromByteOffset: end, as: UInt8.self) != 0 {
      end += Int(start.load(fromByteOffset: end, as: UInt8.self)) + 1
    }
    return span(offset, end + 1)
  }
}
