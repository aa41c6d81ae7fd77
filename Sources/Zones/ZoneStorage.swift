import DNSWire
import Primitives

/// The octets of a zone while they are written. Sized once from what was read: pages never written cost nothing, and
/// nothing is copied as it grows, except for the rare zone with many empty non-terminals.
struct ZoneStorage {
  private var octets: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(capacity: Int) { octets = .allocate(byteCount: capacity, alignment: 16) }

  /// Gives the memory away, to be freed by whoever has it.
  mutating func release() -> UnsafeMutableBufferPointer<UInt8> {
    defer { octets = .init(start: nil, count: 0) }
    return UnsafeMutableRawBufferPointer(rebasing: octets[..<count]).bindMemory(to: UInt8.self)
  }

  func deallocate() { octets.deallocate() }

  private mutating func reserve(_ more: Int) {
    guard count + more > octets.count else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: (count + more) * 2, alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: octets[..<count]))
    octets.deallocate()
    octets = larger
  }

  mutating func append<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    reserve(MemoryLayout<T>.size)
    octets.storeBytes(of: value, toByteOffset: count, as: T.self)
    count += MemoryLayout<T>.size
  }

  mutating func append(_ source: Span<UInt8>) {
    reserve(source.count)
    source.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: octets[count...]).copyMemory(from: $0) }
    count += source.count
  }

  func set<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at offset: Int) {
    octets.storeBytes(of: value, toByteOffset: offset, as: T.self)
  }

  func load<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as: T.Type) -> T {
    octets.loadUnaligned(fromByteOffset: offset, as: T.self)
  }

  @_lifetime(borrow self)
  func span(_ range: Range<Int>) -> Span<UInt8> {
    let octets = UnsafeRawBufferPointer(rebasing: octets[range]).bindMemory(to: UInt8.self)
    return _overrideLifetime(Span(_unsafeElements: octets), borrowing: self)
  }

  private func nameStart(_ entry: Int) -> Int {
    entry + (load(at: entry + 1, as: UInt8.self) & ZoneNode.linked == 0 ? 4 : 12)
  }

  /// The name of an entry without the apex.
  @_lifetime(borrow self)
  func name(ofEntry entry: Int) -> Span<UInt8> {
    let start = nameStart(entry)
    return span(start..<start + Int(load(at: entry, as: UInt8.self)))
  }

  /// Where the RRsets of an entry begin.
  func sets(ofEntry entry: Int) -> Int { nameStart(entry) + Int(load(at: entry, as: UInt8.self)) }

  /// Where the RRset of `type` begins.
  func set(_ type: RecordType, ofEntry entry: Int) -> Int? {
    var offset = sets(ofEntry: entry)
    for _ in 0..<load(at: entry + 2, as: UInt16.self) {
      if load(at: offset, as: UInt16.self) == type.rawValue { return offset }
      offset += 12 + Int(load(at: offset + 8, as: UInt16.self))
    }
    return nil
  }

  func end(ofEntry entry: Int) -> Int {
    var offset = sets(ofEntry: entry)
    for _ in 0..<load(at: entry + 2, as: UInt16.self) {
      offset += 12 + Int(load(at: offset + 8, as: UInt16.self))
    }
    return offset
  }

  /// The hash of an entry's name, lower case.
  func hash(ofEntry entry: Int, _ hash: KeyedHash) -> UInt64 {
    let name = name(ofEntry: entry)
    var folded = InlineArray<256, UInt8>(repeating: 0)
    for index in name.indices { folded[index] = name[index].asciiLowercased }
    return hash(folded.span.extracting(0..<name.count))
  }
}
