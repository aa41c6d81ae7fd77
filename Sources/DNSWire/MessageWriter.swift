import Primitives

/// Writes one message into a buffer of the caller, names compressed (RFC 1035 section 4.1.4).
///
/// A worker keeps one writer and calls `begin` for every message: nothing is allocated. What does not fit is not
/// written and sets `overflowed`; whoever writes a whole RRset looks at that once, at the end, and goes back to a mark.
///
/// The one place of the DNS path that writes through a pointer: a `MutableSpan` cannot be kept across calls inside a
/// value that lives longer than the buffer. Every write goes through `reserve`, which checks the bounds.
public struct MessageWriter: ~Copyable {
  private var base = UnsafeMutableRawPointer(bitPattern: 8)!
  private var capacity = 0
  /// Octets written.
  public private(set) var count = 0
  /// Octets the message may have.
  public private(set) var limit = 0
  /// Something did not fit since `begin` or the last `rollBack`.
  public private(set) var overflowed = false
  /// Suffixes of names in the message, for pointers to them: see `Suffix`.
  private var suffixes = InlineArray<96, Suffix>(repeating: Suffix(offset: 0, octets: 0, label: 0))
  private var suffixCount = 0
  /// The question's name is entered into `suffixes` only once a name asks for it: most answers never do.
  private var questionIsPending = false

  /// A name in the message that starts at `offset` and has `octets` uncompressed octets.
  private struct Suffix: BitwiseCopyable {
    var offset: UInt16
    var octets: UInt8
    /// Length of the first label: two cheap filters before names are compared.
    var label: UInt8
  }

  /// A state of the message to go back to.
  public struct Mark: BitwiseCopyable {
    fileprivate let count: Int
    fileprivate let suffixCount: Int
    fileprivate let questionIsPending: Bool
  }

  public init() {}

  /// Starts a message in `buffer`, which must outlive the writing; at most `limit` octets.
  public mutating func begin(in buffer: UnsafeMutableRawBufferPointer, limit: Int) {
    guard let address = buffer.baseAddress else { preconditionFailure("a message needs a buffer") }
    (base, capacity) = (address, buffer.count)
    (count, overflowed, suffixCount, questionIsPending) = (0, false, 0, false)
    self.limit = min(limit, buffer.count)
  }

  /// Changes the limit: to keep room for OPT, and to give it back.
  public mutating func setLimit(_ octets: Int) { limit = min(octets, capacity) }

  public var mark: Mark {
    Mark(count: count, suffixCount: suffixCount, questionIsPending: questionIsPending)
  }

  /// Forgets what was written since `mark`.
  public mutating func rollBack(to mark: Mark) {
    (count, suffixCount, overflowed) = (mark.count, mark.suffixCount, false)
    questionIsPending = mark.questionIsPending
  }

  /// Where `octets` more octets go, or nil if they do not fit.
  @inline(__always)
  private mutating func reserve(_ octets: Int) -> UnsafeMutableRawPointer? {
    guard octets <= limit &- count else {
      overflowed = true
      return nil
    }
    defer { count &+= octets }
    return base + count
  }

  public mutating func append(_ value: UInt8) { reserve(1)?.storeBytes(of: value, as: UInt8.self) }
  public mutating func append(_ value: UInt16) {
    reserve(2)?.storeBytes(of: value.bigEndian, as: UInt16.self)
  }
  public mutating func append(_ value: UInt32) {
    reserve(4)?.storeBytes(of: value.bigEndian, as: UInt32.self)
  }
  public mutating func append(_ value: UInt64) {
    reserve(8)?.storeBytes(of: value.bigEndian, as: UInt64.self)
  }
  /// Appends `head` and behind it the leading `octets` octets of `tail`.
  public mutating func append(_ head: UInt64, _ tail: UInt128, octets: Int) {
    guard let target = reserve(8 &+ octets) else { return }
    // Each store covers what the one before wrote too far to the left.
    let last = UInt64(truncatingIfNeeded: tail &>> UInt128(truncatingIfNeeded: 128 &- 8 &* octets))
    target.storeBytes(of: last.bigEndian, toByteOffset: octets, as: UInt64.self)
    if octets > 8 {
      let first = UInt64(truncatingIfNeeded: tail &>> 64)
      target.storeBytes(of: first.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
    target.storeBytes(of: head.bigEndian, as: UInt64.self)
  }
  public mutating func append(_ bytes: Span<UInt8>) {
    let target = reserve(bytes.count)
    bytes.withUnsafeBytes { source in
      guard let target, let start = source.baseAddress else { return }
      target.copyMemory(from: start, byteCount: source.count)
    }
  }

  /// Overwrites two octets that are already written.
  public mutating func set(_ value: UInt16, at offset: Int) {
    precondition(offset >= 0 && offset + 2 <= count)
    base.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
  }

  /// Copies header and question of a request; its name becomes a target for pointers.
  public mutating func appendQuestion(_ packet: Span<UInt8>, end: Int) {
    append(packet.extracting(0..<end))
    questionIsPending = end > WireLimits.headerOctets && !overflowed
  }

  /// A pointer to a name at `offset` (RFC 1035 section 4.1.4).
  public mutating func appendPointer(to offset: Int) { append(UInt16(truncatingIfNeeded: 0xC000 | offset)) }

  /// TYPE, CLASS IN and TTL.
  public mutating func appendFixed(type: UInt16, ttl: UInt32) {
    append(UInt64(type) << 48 | 1 << 32 | UInt64(ttl))
  }

  /// Appends an uncompressed, valid name, its longest suffix that the message already has as a pointer.
  public mutating func appendName(_ name: Span<UInt8>) {
    if questionIsPending { registerQuestion() }
    let start = count
    let known = suffixCount
    var position = 0
    while name[position] != 0 {
      if let target = offset(ofSuffix: name, from: position, among: known) {
        append(name.extracting(0..<position))
        appendPointer(to: target)
        return register(name, upTo: position, at: start)
      }
      position &+= Int(name[position]) &+ 1
    }
    append(name)
    register(name, upTo: position, at: start)
  }

  /// Appends the last `octets` octets of `name`, which begin a label.
  public mutating func appendName(_ name: borrowing FoldedName, lastOctets octets: Int) {
    appendName(name.span.extracting(name.count - octets..<name.count))
  }

  /// Appends a record whose owner stands at `offset`: everything at once where RDATA has no names to compress.
  public mutating func appendRecord(
    owner offset: Int, type: UInt16, ttl: UInt32, data: Span<UInt8>, layout: RecordLayout
  ) {
    guard layout.compressibleNames == 0 else {
      appendPointer(to: offset)
      appendFixed(type: type, ttl: ttl)
      return appendRecordData(data, layout: layout)
    }
    let octets = data.count
    guard let target = reserve(12 &+ octets) else { return }
    target.storeBytes(of: UInt16(truncatingIfNeeded: 0xC000 | offset).bigEndian, as: UInt16.self)
    let fixed = UInt64(type) &<< 48 | 1 &<< 32 | UInt64(ttl)
    target.storeBytes(of: fixed.bigEndian, toByteOffset: 2, as: UInt64.self)
    target.storeBytes(of: UInt16(truncatingIfNeeded: octets).bigEndian, toByteOffset: 10, as: UInt16.self)
    data.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      (target + 12).copyMemory(from: start, byteCount: octets)
    }
  }

  /// Appends RDLENGTH and RDATA, names compressed where the type allows it.
  public mutating func appendRecordData(_ data: Span<UInt8>, layout: RecordLayout) {
    guard layout.compressibleNames > 0 else {
      append(UInt16(truncatingIfNeeded: data.count))
      return append(data)
    }
    let lengthOffset = count
    append(UInt16(0))
    append(data.extracting(0..<layout.prefixOctets))
    var position = layout.prefixOctets
    for _ in 0..<layout.compressibleNames {
      guard let octets = Name.length(of: data, at: position) else { break }
      appendName(data.extracting(position..<position + octets))
      position += octets
    }
    append(data.extracting(position..<data.count))
    if !overflowed { set(UInt16(truncatingIfNeeded: count - lengthOffset - 2), at: lengthOffset) }
  }

  /// Enters the suffixes of `name` that start before `end`; the name was written at `start`.
  private mutating func register(_ name: Span<UInt8>, upTo end: Int, at start: Int) {
    guard !overflowed else { return }
    var position = 0
    while position < end {
      enter(offset: start + position, octets: name.count - position, label: name[position])
      position &+= Int(name[position]) &+ 1
    }
  }

  private mutating func registerQuestion() {
    questionIsPending = false
    var position = WireLimits.headerOctets
    var end = position
    while octet(at: end) != 0 { end += Int(octet(at: end)) + 1 }
    while position < end {
      enter(offset: position, octets: end + 1 - position, label: octet(at: position))
      position += Int(octet(at: position)) + 1
    }
  }

  private mutating func enter(offset: Int, octets: Int, label: UInt8) {
    // A pointer has 14 bits.
    guard offset < 0x4000, suffixCount < WireLimits.compressionEntries else { return }
    suffixes[suffixCount] = Suffix(offset: UInt16(offset), octets: UInt8(octets), label: label)
    suffixCount += 1
  }

  @inline(__always)
  private func octet(at offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < count)
    return base.load(fromByteOffset: offset, as: UInt8.self)
  }

  /// Mutating though it changes nothing, and what it calls is inlined: else the compiler copies the writer for the call.
  private mutating func offset(ofSuffix name: Span<UInt8>, from position: Int, among known: Int) -> Int? {
    let octets = UInt8(name.count - position)
    for index in 0..<known {
      let suffix = suffixes[index]
      guard suffix.octets == octets, suffix.label == name[position] else { continue }
      let offset = Int(suffix.offset)
      if hasOctets(name.extracting(position..<name.count), at: offset)
        || isName(at: offset, equalTo: name, from: position)
      {
        return offset
      }
    }
    return nil
  }

  /// True if the message has `name` at `offset`, whole: as it stands there most often.
  @inline(__always)
  private func hasOctets(_ name: Span<UInt8>, at offset: Int) -> Bool {
    guard offset + name.count <= count else { return false }
    let start = (base + offset).assumingMemoryBound(to: UInt8.self)
    return Span(_unsafeStart: start, count: name.count).equalsIgnoringCase(name)
  }

  /// True if the message has `name` at `offset`.
  public func hasName(_ name: Span<UInt8>, at offset: Int) -> Bool {
    isName(at: offset, equalTo: name, from: 0)
  }

  /// Compares a name in the message, pointers followed, with the rest of `name`.
  @inline(__always)
  private func isName(at offset: Int, equalTo name: Span<UInt8>, from position: Int) -> Bool {
    var offset = offset
    var position = position
    while true {
      var label = octet(at: offset)
      while label >= 0xC0 {  // our own pointers: always backwards
        offset = Int(label & 0x3F) << 8 | Int(octet(at: offset + 1))
        label = octet(at: offset)
      }
      guard label == name[position] else { return false }
      if label == 0 { return true }
      for index in 1...Int(label)
      where octet(at: offset + index).asciiLowercased != name[position + index].asciiLowercased {
        return false
      }
      offset += Int(label) + 1
      position += Int(label) + 1
    }
  }
}
