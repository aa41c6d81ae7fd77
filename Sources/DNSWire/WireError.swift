/// Why bytes are not a DNS message, and where.
package struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Reason: Sendable {
    case truncated
    case labelTooLong
    case nameTooLong
    /// A compression pointer that does not point to earlier octets (RFC 1035 section 4.1.4), or too many of them.
    case badPointer
    /// A label type other than 00 and 11 (RFC 6891 section 5).
    case badLabelType
    /// RDLENGTH and the fields of the record type disagree.
    case badRecordData
    case trailingOctets
  }
  package let reason: Reason
  /// Octets from the start of the message.
  package let offset: Int

  package init(_ reason: Reason, offset: Int) { (self.reason, self.offset) = (reason, offset) }

  package var description: String { "\(reason) at octet \(offset)" }
}

extension Span where Element == UInt8 {
  /// Reads one octet and moves `offset` past it.
  package func readUInt8(at offset: inout Int) throws(WireError) -> UInt8 {
    guard offset >= 0, offset < count else { throw WireError(.truncated, offset: offset) }
    defer { offset += 1 }
    return self[offset]
  }

  /// Reads a big-endian integer and moves `offset` past it.
  package func readUInt16(at offset: inout Int) throws(WireError) -> UInt16 {
    guard offset >= 0, offset <= count - 2 else { throw WireError(.truncated, offset: offset) }
    defer { offset += 2 }
    return bigEndianUInt16(at: offset)
  }

  /// Reads a big-endian integer and moves `offset` past it.
  package func readUInt32(at offset: inout Int) throws(WireError) -> UInt32 {
    guard offset >= 0, offset <= count - 4 else { throw WireError(.truncated, offset: offset) }
    defer { offset += 4 }
    return bigEndianUInt32(at: offset)
  }

  /// The big-endian integer at `offset`, which the caller knows to be inside.
  @inlinable public func bigEndianUInt16(at offset: Int) -> UInt16 {
    precondition(offset >= 0 && offset <= count &- 2)
    return UInt16(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
  /// The same of four octets.
  @inlinable public func bigEndianUInt32(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset <= count &- 4)
    return UInt32(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The same of eight octets.
  @inlinable public func bigEndianUInt64(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset <= count &- 8)
    return UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
