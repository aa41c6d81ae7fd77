import Primitives

/// The content of one response in blocks: appended to by its fetch, read by any number of exchanges, each at its own
/// offset. When it is complete and small, the store keeps it in one piece with its head instead (`StoredResponse`).
///
/// Blocks hold 64 KiB each, fewer where the length is known to be less, so the block of an offset is found by
/// division. Four ways of keeping:
/// - **whole**: all blocks stay, for the store and for viewers who join later;
/// - **window**: blocks that every reader has passed are dropped, and the fetch pauses while too much lies unread:
///   a body of any length passes in bounded memory. A whole body becomes a window when it outgrows the store;
/// - **spooled**: blocks go to a file and are dropped once they are there, and the fetch pauses while too much is still to be
///   written: a body that memory has no room for is stored in bounded memory, and no reader waits for another;
/// - **counted**: no bytes at all, for the simulator.
package final class Body {
  /// Octets that may lie unread in a window before the origin is paused.
  package static var windowBytes: Int { Limits.windowBytes }

  package enum Keeping: Hashable, Sendable { case whole, window, spooled, counted }

  private(set) var keeping: Keeping
  /// Octets that have arrived.
  private(set) var count = 0
  /// From Content-Length; nil while the length is not known. Equals `count` once complete.
  private(set) var expectedCount: Int?
  private(set) var isComplete = false
  /// The origin failed half-way: no more will come, and the viewer's connection is to be cut.
  private(set) var isFailed = false

  /// Where a spooled body goes. It stays when it could not be written to its end: what is there is read there.
  private(set) var file: ColdBody?
  /// Some of it is being written.
  var isBeingWritten = false

  private var blocks: [ByteBlock] = []
  /// Blocks dropped from the front.
  private var droppedBlocks = 0
  /// Octets allocated in `blocks` (octets counted, if only counted).
  private(set) var allocatedBytes = 0

  init(keeping: Keeping, expectedCount: Int?) {
    (self.keeping, self.expectedCount) = (keeping, expectedCount)
    if expectedCount == 0 { isComplete = true }
  }

  /// A complete body.
  init(_ bytes: [UInt8]) {
    (keeping, count, expectedCount, isComplete) = (.whole, bytes.count, bytes.count, true)
    guard !bytes.isEmpty else { return }
    blocks = [ByteBlock(bytes)]
    allocatedBytes = bytes.count
  }

  /// The octets from `offset` to the end of their block; nil if the first has not arrived, is counted only, or has been
  /// passed by all readers.
  func octets(at offset: Int) -> SharedBytes? {
    guard offset >= 0, offset < count, keeping != .counted else { return nil }
    let index = offset / Limits.blockBytes - droppedBlocks
    guard index >= 0, index < blocks.count else { return nil }
    let block = blocks[index]
    let start = offset % Limits.blockBytes
    guard start < block.count else { return nil }
    return block.shared(start..<block.count)
  }

  /// First octet still held.
  var firstOffset: Int { droppedBlocks * Limits.blockBytes }

  func append(_ bytes: Span<UInt8>) {
    guard keeping != .counted else { return append(count: bytes.count) }
    var offset = 0
    while offset < bytes.count {
      if blocks.isEmpty || blocks[blocks.count - 1].count == blocks[blocks.count - 1].capacity { addBlock() }
      offset += blocks[blocks.count - 1].append(bytes, from: offset)
    }
    count += bytes.count
  }

  /// Octets without bytes; only a counted body takes them.
  func append(count more: Int) {
    precondition(keeping == .counted)
    count += more
    allocatedBytes += more
  }

  private func addBlock() {
    let held = (blocks.count + droppedBlocks) * Limits.blockBytes
    let missing = expectedCount.map { $0 - held } ?? Limits.blockBytes
    let capacity = missing > 0 ? min(missing, Limits.blockBytes) : Limits.blockBytes
    blocks.append(ByteBlock(capacity: capacity))
    allocatedBytes += capacity
  }

  /// No more will come. The last block gives back what it does not use.
  func complete() {
    (isComplete, expectedCount) = (true, count)
    guard let last = blocks.last, last.count < last.capacity else { return }
    let exact = ByteBlock(capacity: last.count)
    _ = exact.append(last.span)
    allocatedBytes -= last.capacity - exact.capacity
    blocks[blocks.count - 1] = exact
  }

  /// Appends what another complete body has from `offset` on; readers of what was there do not notice.
  func extend(with other: ResponseBody, from offset: Int) {
    guard offset < other.count else { return }
    if keeping == .counted {
      append(count: other.count - offset)
    } else {
      openLastBlock()
      var offset = offset
      while let part = other.octets(at: offset) {
        append(part.span)
        offset += part.count
      }
    }
    complete()
  }

  /// Every block but the last is full: where the last is not, it gets room for more.
  private func openLastBlock() {
    expectedCount = nil
    guard let last = blocks.last, last.capacity < Limits.blockBytes else { return }
    let roomy = ByteBlock(capacity: Limits.blockBytes)
    _ = roomy.append(last.span)
    allocatedBytes += roomy.capacity - last.capacity
    blocks[blocks.count - 1] = roomy
  }

  func fail() { isFailed = true }

  func becomeWindow() {
    if keeping == .whole || keeping == .spooled { keeping = .window }
  }

  /// - Precondition: nothing has come yet.
  func becomeSpooled(to file: ColdBody) {
    precondition(keeping == .whole && count == 0)
    (keeping, self.file) = (.spooled, file)
  }

  /// What has come and is not in the file yet.
  var unwritten: [SharedBytes] {
    var pieces: [SharedBytes] = []
    var offset = file?.writtenCount ?? count
    while let piece = octets(at: offset) {
      pieces.append(piece)
      offset += piece.count
    }
    return pieces
  }

  /// Drops the blocks that end at `offset` or before.
  func drop(before offset: Int) {
    guard keeping == .window || keeping == .spooled else { return }
    while let first = blocks.first, (droppedBlocks + 1) * Limits.blockBytes <= offset {
      allocatedBytes -= first.capacity
      blocks.removeFirst()
      droppedBlocks += 1
    }
  }
}
