import Primitives

/// The name a query asks for, in lower case, with its label offsets: the key of every lookup.
///
/// Fixed storage inside the value, so reading a name allocates nothing.
package struct FoldedName: Sendable {
  private var octets = InlineArray<256, UInt8>(repeating: 0)
  private var offsets = InlineArray<128, UInt8>(repeating: 0)
  /// Octets on the wire, the root's label included.
  package private(set) var count = 1
  /// Labels, the root's not counted.
  package private(set) var labelCount = 0

  package init() {}

  package init(_ name: Name) {
    precondition(read(name.wire.span, at: 0) != nil)
  }

  /// Reads the uncompressed name at `offset` of `bytes`; returns the offset behind it, nil if it is malformed.
  package mutating func read(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
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
      offsets[labels] = UInt8(truncatingIfNeeded: start)
      labels &+= 1
    }
    count = position &+ 1 &- offset
    labelCount = labels
    fold(bytes.extracting(offset..<position + 1))
    return position + 1
  }

  /// Copies eight octets at a time. Length octets are at most 63 and so never taken for letters.
  private mutating func fold(_ name: Span<UInt8>) {
    let source = name.bytes
    var target = octets.mutableSpan
    var index = 0
    target.withUnsafeMutableBytes { target in
      while index &+ 8 <= name.count {
        let word = source.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
        target.storeBytes(of: word.asciiLowercasedOctets, toByteOffset: index, as: UInt64.self)
        index &+= 8
      }
      while index < name.count {
        target[index] = name[index].asciiLowercased
        index &+= 1
      }
    }
  }

  /// Where the label `index` starts, leftmost 0; the root's label for `labelCount`.
  package func offset(ofLabel index: Int) -> Int {
    index == labelCount ? count - 1 : Int(offsets[index])
  }

  /// The name with a wildcard label in place of everything up to the label `index`; only lookups of that label
  /// make sense on it. It stands right before the next label: every label has two octets or more.
  package func wildcard(besideLabel index: Int) -> FoldedName {
    var copy = self
    let start = offset(ofLabel: index + 1) - 2
    copy.octets[start] = 1
    copy.octets[start + 1] = UInt8(ascii: "*")
    copy.offsets[index] = UInt8(start)
    return copy
  }

  /// The octets of the name.
  package var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { octets.span.extracting(0..<count) }
  }

  /// The name as a value, for messages.
  package var name: Name { Name(uncheckedWire: (0..<count).map { octets[$0] }) }
}

extension UInt64 {
  /// Eight octets with `A`..`Z` folded to lower case at once.
  @inline(__always)
  fileprivate var asciiLowercasedOctets: UInt64 {
    let low = self & 0x7F7F_7F7F_7F7F_7F7F
    let atLeastA = low &+ 0x3F3F_3F3F_3F3F_3F3F
    let aboveZ = low &+ 0x2525_2525_2525_2525
    return self | ((atLeastA ^ aboveZ) & ~self & 0x8080_8080_8080_8080) >> 2
  }
}
