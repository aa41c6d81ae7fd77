import DNSWire
import Primitives
import Zones

/// The messages of one outgoing transfer, made one at a time (RFC 5936; an IXFR is answered the same way, as RFC 1995
/// section 4 allows): SOA, all other records in the order of the zone, SOA.
///
/// Aliases and routing policies have no wire form. Aliases to records of the zone are sent as those records, and of a
/// group of records with a policy the first member is; aliases to a distribution, whose answer depends on who asks, are
/// left out.
package struct ZoneTransfer: ~Copyable {
  private enum Step { case opening, records, end }

  package let zone: Zone
  /// Header and question of the request.
  private let request: [UInt8]
  /// The secondary is up to date: the SOA is the whole answer (RFC 1995 section 2).
  private let isCurrent: Bool
  private var writer = MessageWriter()
  private var step = Step.opening
  private var node: ZoneNode?
  private var owner: [UInt8] = []
  /// RRsets of `node` that are left, and where the next stands.
  private var setsLeft = 0
  private var setOffset = 0
  /// Records of the RRset under way that are left, and where the next stands.
  private var recordsLeft = 0
  private var recordOffset = 0
  private var set: RecordSet?
  /// Records sent, both SOA records included.
  package private(set) var recordCount = 0

  /// `request` begins with header and question, which must be well-formed; `serial` is what the secondary has.
  package init(of zone: Zone, request: Span<UInt8>, questionEnd: Int, serial: UInt32? = nil) {
    self.zone = zone
    self.request = (0..<questionEnd).map { request[$0] }
    isCurrent = serial.map { !SerialNumber(zone.serial).isAfter(SerialNumber($0)) } ?? false
  }

  package var isFinished: Bool { step == .end }

  /// Writes the next message and returns its octets; 0 when there are no more. `buffer` has 65,535 octets.
  package mutating func writeMessage(into buffer: inout MutableSpan<UInt8>) -> Int {
    guard step != .end else { return 0 }
    var start: UnsafeMutableRawBufferPointer?
    // The buffer outlives this call; the writer keeps its address no longer.
    buffer.withUnsafeMutableBytes { start = $0 }
    guard let start else { return 0 }
    let isFirst = step == .opening
    // Held here: what it lends must not be lent by `self`, which the writer changes.
    let request = request
    writer.begin(in: start, limit: TransferLimits.messageOctets - TransferLimits.signatureOctets)
    writer.appendQuestion(request.span, end: isFirst ? request.count : WireLimits.headerOctets)
    let count = appendRecords()
    writer.set(0x8400 | UInt16(request[2] & 1) << 8, at: 2)
    writer.set(isFirst ? 1 : 0, at: 4)
    writer.set(UInt16(count), at: 6)
    writer.set(0, at: 8)
    writer.set(0, at: 10)
    recordCount += count
    return writer.count
  }

  /// Appends what fits; a record too large for any message of the usual size has one of its own.
  private mutating func appendRecords() -> Int {
    var count = 0
    var ownerOffset: Int?
    while step != .end, count < Int(UInt16.max) {
      let mark = writer.mark
      let position = writer.count
      let isSameOwner = ownerOffset != nil
      guard appendRecord(ownerOffset) else { continue }
      if writer.overflowed {
        writer.rollBack(to: mark)
        if count > 0 { return count }
        writer.setLimit(WireLimits.messageOctets - TransferLimits.signatureOctets)
        _ = appendRecord(nil)
        // Larger than any message: only a zone made by hand could have it.
        if writer.overflowed { writer.rollBack(to: mark) } else { count += 1 }
        advance()
        return count
      }
      count += 1
      let before = owner
      advance()
      ownerOffset = owner == before && (isSameOwner || position < 0x4000) ? ownerOffset ?? position : nil
    }
    return count
  }

  /// Writes the record that is due; false if there was none and the zone has moved on.
  private mutating func appendRecord(_ ownerOffset: Int?) -> Bool {
    let zone = zone
    switch step {
    case .opening, .end:
      append(owner: zone.apex.wire, nil)
      return appendAuthority()
    case .records:
      guard node != nil else {
        append(owner: zone.apex.wire, nil)
        return appendAuthority()
      }
      guard let set, recordsLeft > 0 else {
        nextSet()
        return false
      }
      append(owner: owner, ownerOffset)
      let length = Int(zone.octets.machineUInt16(at: recordOffset))
      writer.appendFixed(type: set.type.rawValue, ttl: set.ttlSeconds)
      writer.appendRecordData(
        zone.octets.extracting(recordOffset + 2..<recordOffset + 2 + length), layout: set.layout)
      return true
    }
  }

  private mutating func append(owner: [UInt8], _ offset: Int?) {
    if let offset { return writer.appendPointer(to: offset) }
    writer.appendName(owner.span)
  }

  private mutating func appendAuthority() -> Bool {
    let zone = zone
    guard let set = zone.recordSet(.soa, at: zone.apexNode) else { return true }
    writer.appendFixed(type: set.type.rawValue, ttl: set.ttlSeconds)
    writer.appendRecordData(zone.octets.extracting(set.start + 2..<set.end), layout: set.layout)
    return true
  }

  /// Behind the record that was written.
  private mutating func advance() {
    switch step {
    case .opening:
      step = isCurrent ? .end : .records
      enter(zone.apexNode)
    case .records:
      guard node != nil else { return step = .end }
      recordOffset += 2 + Int(zone.octets.machineUInt16(at: recordOffset))
      recordsLeft -= 1
      if recordsLeft == 0 { nextSet() }
    case .end: break
    }
  }

  private mutating func enter(_ next: ZoneNode?) {
    node = next
    guard let next else { return }
    owner = zone.name(of: next)
    (setsLeft, setOffset, recordsLeft) = (next.setCount, next.setStart, 0)
    nextSet()
  }

  /// Goes to the next RRset that can be sent, in this entry or those behind it.
  private mutating func nextSet() {
    while let current = node {
      while setsLeft > 0 {
        var next = zone.recordSet(at: setOffset)
        setsLeft -= 1
        setOffset = next.end
        if next.type == .soa { continue }
        guard let found = zone.staticSet(for: next) else { continue }
        next = found
        (set, recordsLeft, recordOffset) = (next, next.count, next.start)
        return
      }
      node = zone.node(after: current.offset)
      guard let entered = node else { return }
      owner = zone.name(of: entered)
      (setsLeft, setOffset) = (entered.setCount, entered.setStart)
    }
  }
}

extension Span where Element == UInt8 {
  /// RDLENGTH of a zone's storage, in machine order.
  fileprivate func machineUInt16(at offset: Int) -> UInt16 {
    precondition(offset >= 0 && offset <= count &- 2)
    return bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
  }
}
