import Primitives

/// The name a query asks for, in lower case, with its label offsets: the key of every lookup.
///
/// Its memory is allocated once and reused for query after query. Behind a pointer and not inline: a value of 400
/// octets was copied several times a query, which was a third of the instructions of an answer.
public struct FoldedName: ~Copyable {
  /// 256 octets of the name, then 128 label offsets.
  private let storage = UnsafeMutablePointer<UInt8>.allocate(capacity: 384)
  /// Octets on the wire, the root's label included.
  public private(set) var count = 1
  /// Labels, the root's not counted.
  public private(set) var labelCount = 0

  /// The root.
  public init() { storage.initialize(repeating: 0, count: 384) }

  public init(_ name: Name) {
    self.init()
    precondition(read(name.wire.span, at: 0) != nil)
  }

  deinit { storage.deallocate() }

  /// Reads the uncompressed name at `offset` of `bytes`; returns the offset behind it, nil if it is malformed.
  public mutating func read(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
    var position = offset
    var labels = 0
    while true {
      guard position < bytes.count else { return nil }
      let length = Int(bytes[position])
      if length == 0 { break }
      guard length <= WireLimits.labelOctets else { return nil }
      let start = position &- offset
      position &+= length &+ 1
      guard position &- offset < WireLimits.nameOctets else { return nil }
      storage[256 &+ labels] = UInt8(truncatingIfNeeded: start)
      labels &+= 1
    }
    count = position &+ 1 &- offset
    labelCount = labels
    fold(bytes.extracting(offset..<position + 1))
    return position + 1
  }

  /// Copies eight octets at a time. Length octets are at most 63 and so never taken for letters.
  private mutating func fold(_ name: Span<UInt8>) {
    precondition(name.count <= WireLimits.nameOctets)
    let source = name.bytes
    var index = 0
    while index &+ 8 <= name.count {
      let word = source.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      UnsafeMutableRawPointer(storage).storeBytes(
        of: word.asciiLowercasedOctets, toByteOffset: index, as: UInt64.self)
      index &+= 8
    }
    if index > 0, index < name.count {
      // The last eight octets, some of them a second time.
      let word = source.unsafeLoadUnaligned(fromByteOffset: name.count &- 8, as: UInt64.self)
      UnsafeMutableRawPointer(storage).storeBytes(
        of: word.asciiLowercasedOctets, toByteOffset: name.count &- 8, as: UInt64.self)
      return
    }
    while index < name.count {
      storage[index] = name[index].asciiLowercased
      index &+= 1
    }
  }

  /// Where the label `index` starts, leftmost 0; the root's label for `labelCount`.
  public func offset(ofLabel index: Int) -> Int {
    precondition(index >= 0 && index <= labelCount)
    return index == labelCount ? count &- 1 : Int(storage[256 &+ index])
  }

  /// Calls `body` while a wildcard label stands right before the label `index + 1`, at the offset handed over: there
  /// is always room, for every label has two octets or more. What was there comes back afterwards.
  public func withWildcard<Result>(besideLabel index: Int, _ body: (_ start: Int) -> Result) -> Result {
    let start = offset(ofLabel: index &+ 1) &- 2
    let (length, octet) = (storage[start], storage[start &+ 1])
    (storage[start], storage[start &+ 1]) = (1, UInt8(ascii: "*"))
    defer { (storage[start], storage[start &+ 1]) = (length, octet) }
    return body(start)
  }

  /// The octets of the name.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { _overrideLifetime(Span(_unsafeStart: storage, count: count), borrowing: self) }
  }

  /// The name as a value, for messages.
  public var name: Name { Name(uncheckedWire: Array(UnsafeBufferPointer(start: storage, count: count))) }
}
