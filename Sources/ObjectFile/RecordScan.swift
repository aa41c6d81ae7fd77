import Primitives

/// Finds the records of a file from its first block to its last, given its octets window by window.
///
/// ```
///           a record that lives            its last octet
///  seeking ──────────────────────▶ body ──────────────────▶ seeking
///     ╰ anything else: the next block, or behind a record that is no more
/// ```
package struct RecordScan {
  package enum Event: Sendable {
    /// The body is as it was written; the checksums of its blocks.
    case intact(RecordHeader, facts: [UInt8], checksums: [UInt32])
    case damagedBody(RecordHeader)
    case damagedHeader(place: Int)
    /// Its writing was not finished.
    case torn(RecordHeader)
    case removed(RecordHeader)
  }

  /// Where the window that `take` is to get begins. It may lie beyond the end of the last one: bodies that are of no use
  /// need not be read.
  package private(set) var position = Limits.blockBytes
  /// The record that was written last, as far as is known.
  package private(set) var last: (sequence: UInt64, end: Int) = (0, Limits.blockBytes)
  private let end: Int
  private let key: UInt64
  private var body: (header: RecordHeader, facts: [UInt8], checksums: BodyChecksums, left: Int)?

  /// `end`: octets of the file.
  package init(end: Int, key: UInt64) { (self.end, self.key) = (end, key) }

  package var isFinished: Bool { position >= end && body == nil }

  /// - Parameter window: `Limits.windowBytes` octets from `position` on, or all to the end of the file. Empty where the
  ///   file ends before its time.
  package mutating func take(_ window: Span<UInt8>, _ visit: (Event) -> Void) {
    if window.isEmpty {
      if let body { visit(.torn(body.header)) }
      (body, position) = (nil, end)
      return
    }
    var offset = 0
    while offset < window.count {
      if body != nil {
        offset = takeBody(window, offset, visit)
      } else if let next = takeHeader(window, offset, visit) {
        offset = next
      } else {
        break
      }
    }
    position += offset
    if position >= end, let body {
      visit(.torn(body.header))
      self.body = nil
    }
  }

  private mutating func takeBody(_ window: Span<UInt8>, _ offset: Int, _ visit: (Event) -> Void) -> Int {
    guard var current = body else { return offset }
    body = nil
    let taken = min(current.left, window.count - offset)
    current.checksums.add(window.extracting(offset..<offset + taken))
    current.left -= taken
    guard current.left == 0 else {
      body = current
      return offset + taken
    }
    let isIntact = current.checksums.value == current.header.bodyChecksum
    visit(
      isIntact
        ? .intact(current.header, facts: current.facts, checksums: current.checksums.blocks)
        : .damagedBody(current.header))
    return offset + taken + current.header.bodyCount.roundedUpToBlock - current.header.bodyCount
  }

  /// Nil: the window ends within what stands before the body; the next begins there.
  private mutating func takeHeader(
    _ window: Span<UInt8>, _ offset: Int, _ visit: (Event) -> Void
  ) -> Int? {
    let rest = window.extracting(offset..<window.count)
    let place = position + offset
    switch RecordHeader.read(rest, at: place, key: key) {
    case .none: return offset + Limits.blockBytes
    case .incomplete:
      if offset > 0, position + window.count < end { return nil }
      visit(.damagedHeader(place: place))
      return offset + Limits.blockBytes
    case .damaged:
      visit(.damagedHeader(place: place))
      return offset + Limits.blockBytes
    case .record(let header, let facts):
      if header.sequence >= last.sequence { last = (header.sequence, header.end) }
      switch header.state {
      case .removed:
        visit(.removed(header))
        return offset + header.length
      case .writing:
        visit(.torn(header))
        return offset + header.length
      case .live:
        var octets: [UInt8] = []
        octets.reserveCapacity(facts.count)
        for index in facts { octets.append(rest[index]) }
        body = (header, octets, BodyChecksums(), header.bodyCount)
        return offset + header.bodyStart
      }
    }
  }
}
