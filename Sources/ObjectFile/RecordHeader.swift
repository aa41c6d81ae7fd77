import Primitives

/// What stands before the body of a stored object:
///
/// ```
///  0 magic, 8 | state, 4 | octets before the body, 4 | sequence, 8 | place, 8 | octets of the body, 8
///  40 CRC-32 of the body, 4 | octets of facts, 4 | check, 8 | facts ... to the next block: body ... to the next block
/// ```
///
/// All integers are little-endian. The check is a keyed hash of what stands behind the state; the state is changed in its
/// place. A record is `writing` until its body is written whole: only then its header is written again as `live`.
package struct RecordHeader: Hashable, Sendable {
  /// Far from one another: no few wrong bits make one of the other.
  package enum State: UInt32, Sendable {
    case writing = 0x6972_775F
    case live = 0x9A65_8CB1
    case removed = 0x0FDE_E17C
  }

  package enum Reading {
    /// Where its facts stand among the octets read.
    case record(RecordHeader, facts: Range<Int>)
    /// More octets are needed to tell.
    case incomplete
    /// It begins like a record, and is none that can be trusted.
    case damaged
    case none
  }

  package var state: State
  /// Offset in the file.
  package let place: Int
  /// Octets from there to the body.
  package let bodyStart: Int
  /// Later records have higher ones.
  package let sequence: UInt64
  package let bodyCount: Int
  package var bodyChecksum: UInt32
  package var factsCount: Int

  private static let magic = Array("edgeobj\n".utf8)
  /// Octets before the facts.
  package static let count = 56
  package static let stateOffset = 8
  private static let coveredStart = 12
  private static let coveredEnd = 48

  /// A new record, `writing`.
  package init(place: Int, sequence: UInt64, factsCount: Int, bodyCount: Int) {
    (state, self.place, self.sequence) = (.writing, place, sequence)
    (self.bodyCount, bodyChecksum, self.factsCount) = (bodyCount, 0, factsCount)
    bodyStart = Self.bodyStart(factsCount: factsCount)
  }

  /// Octets of the file that a record takes.
  package static func length(factsCount: Int, bodyCount: Int) -> Int {
    bodyStart(factsCount: factsCount) + bodyCount.roundedUpToBlock
  }

  private static func bodyStart(factsCount: Int) -> Int {
    (count + factsCount + Limits.factsRoom).roundedUpToBlock
  }

  package var length: Int { bodyStart + bodyCount.roundedUpToBlock }
  package var end: Int { place + length }
  package var bodyOffset: Int { place + bodyStart }

  /// Whether other facts have room in its place.
  package func fits(factsCount: Int) -> Bool { Self.count + factsCount <= bodyStart }

  /// Header and facts.
  ///
  /// - Precondition: there are `factsCount` of these.
  package func encoded(_ facts: Span<UInt8>, key: UInt64) -> [UInt8] {
    precondition(facts.count == factsCount && fits(factsCount: factsCount))
    var bytes = Self.magic
    bytes.reserveCapacity(Self.count + facts.count)
    bytes.append(littleEndian: state.rawValue)
    bytes.append(littleEndian: UInt32(bodyStart))
    bytes.append(littleEndian: sequence)
    bytes.append(littleEndian: UInt64(place))
    bytes.append(littleEndian: UInt64(bodyCount))
    bytes.append(littleEndian: bodyChecksum)
    bytes.append(littleEndian: UInt32(factsCount))
    let fields = bytes
    bytes.append(
      littleEndian: Self.check(fields.span.extracting(Self.coveredStart..<Self.coveredEnd), facts, key))
    for index in facts.indices { bytes.append(facts[index]) }
    return bytes
  }

  private static func check(_ fields: Span<UInt8>, _ facts: Span<UInt8>, _ key: UInt64) -> UInt64 {
    KeyedHash(seed: KeyedHash(seed: key)(facts))(fields)
  }

  /// What stands at `place` of a file; `bytes` begin there.
  package static func read(_ bytes: Span<UInt8>, at place: Int, key: UInt64) -> Reading {
    let known = min(bytes.count, magic.count)
    guard bytes.extracting(0..<known).equals(magic.span.extracting(0..<known)) else { return .none }
    var offset = magic.count
    guard bytes.count >= count, let stateValue = bytes.integer(UInt32.self, at: &offset),
      let bodyStart = bytes.integer(UInt32.self, at: &offset),
      let sequence = bytes.integer(UInt64.self, at: &offset),
      let ownPlace = bytes.integer(UInt64.self, at: &offset),
      let bodyCount = bytes.integer(UInt64.self, at: &offset),
      let checksum = bytes.integer(UInt32.self, at: &offset),
      let factsCount = bytes.integer(UInt32.self, at: &offset),
      let check = bytes.integer(UInt64.self, at: &offset)
    else { return .incomplete }
    guard let state = State(rawValue: stateValue), factsCount <= Limits.factsBytes,
      bodyCount <= Limits.bodyBytes, ownPlace == place
    else { return .damaged }
    let header = RecordHeader(
      state: state, place: place, bodyStart: Int(bodyStart), sequence: sequence, bodyCount: Int(bodyCount),
      bodyChecksum: checksum, factsCount: Int(factsCount))
    guard header.isPlausible else { return .damaged }
    let facts = count..<count + Int(factsCount)
    guard facts.upperBound <= bytes.count else { return .incomplete }
    guard
      check == Self.check(bytes.extracting(coveredStart..<coveredEnd), bytes.extracting(facts), key)
    else { return .damaged }
    return .record(header, facts: facts)
  }

  /// There is a body, and it begins behind the facts, on a block, and not far from them.
  private var isPlausible: Bool {
    bodyCount > 0 && fits(factsCount: factsCount) && bodyStart.isMultiple(of: Limits.blockBytes)
      && bodyStart <= Self.bodyStart(factsCount: Limits.factsBytes)
  }

  private init(
    state: State, place: Int, bodyStart: Int, sequence: UInt64, bodyCount: Int, bodyChecksum: UInt32,
    factsCount: Int
  ) {
    (self.state, self.place, self.bodyStart, self.sequence) = (state, place, bodyStart, sequence)
    (self.bodyCount, self.bodyChecksum, self.factsCount) = (bodyCount, bodyChecksum, factsCount)
  }
}

extension Int {
  package var roundedUpToBlock: Int { (self + Limits.blockBytes - 1) & ~(Limits.blockBytes - 1) }
}
