/// Queues of cached objects: doubly linked lists threaded through arrays, 16 octets an object.
///
/// An object is in one list at most. "Head" is where objects enter, "tail" where they leave. Each list is a ring
/// closed by a node of its own, the first nodes of the arrays, so that neither insertion nor removal has a special
/// case; that node counts the sizes in its list. Links and the rest are apart: most steps need only one of them, and
/// the arrays grow one by one.
struct SlotLists: Sendable {
  private struct Link: BitwiseCopyable {
    /// Towards the head; of an end: the tail.
    var newer: UInt32
    /// Towards the tail; of an end: the head.
    var older: UInt32
  }

  private var links: [Link]
  /// Size (48 bits), list (8), mark (8); of an end: the sizes in the list.
  private var words: [UInt64]
  private let ends: UInt32

  /// Empty lists 0, 1, ... `count - 1`; at most 256.
  init(_ count: Int = 1) {
    ends = UInt32(count)
    links = (0..<ends).map { Link(newer: $0, older: $0) }
    words = Array(repeating: 0, count: count)
  }

  // MARK: Objects

  func size(of slot: UInt32) -> Int { Int(words[node(slot)] &>> 16) }
  func list(of slot: UInt32) -> Int { Int(words[node(slot)] &>> 8 & 0xFF) }
  /// Eight bits for the policy: a reference bit, a count. A new object has 0.
  func mark(of slot: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: words[node(slot)]) }

  mutating func setMark(of slot: UInt32, to mark: UInt8) {
    let node = node(slot)
    words[node] = words[node] & ~0xFF | UInt64(mark)
  }

  // MARK: Lists

  /// Sum of the sizes.
  func occupied(_ list: Int = 0) -> Int { Int(words[list]) }
  func isEmpty(_ list: Int = 0) -> Bool { links[list].newer == UInt32(truncatingIfNeeded: list) }
  func head(_ list: Int = 0) -> UInt32? { slot(links[list].older) }
  func tail(_ list: Int = 0) -> UInt32? { slot(links[list].newer) }
  /// The next object towards the head.
  func newer(than slot: UInt32) -> UInt32? { self.slot(links[node(slot)].newer) }

  mutating func insert(_ slot: UInt32, size: Int, atHeadOf list: Int = 0) {
    let node = node(slot)
    while words.count <= node {
      links.appendSparingly(Link(newer: 0, older: 0))
      words.appendSparingly(0)
    }
    // Spans ask once, not at each access, whether the array is shared.
    var links = links.mutableSpan
    Self.link(node, list, &links)
    var words = words.mutableSpan
    words[node] = UInt64(size) &<< 16 | UInt64(list) &<< 8
    words[list] &+= UInt64(size)
  }

  mutating func remove(_ slot: UInt32) {
    let node = node(slot)
    var links = links.mutableSpan
    Self.unlink(node, &links)
    var words = words.mutableSpan
    let word = words[node]
    words[Int(word &>> 8 & 0xFF)] &-= word &>> 16
  }

  /// To the head of the list it is in.
  mutating func moveToHead(_ slot: UInt32, of list: Int = 0) {
    let node = node(slot)
    var links = links.mutableSpan
    guard links[list].older != UInt32(truncatingIfNeeded: node) else { return }
    Self.unlink(node, &links)
    Self.link(node, list, &links)
  }

  /// To the head of another list; its mark stays.
  mutating func move(_ slot: UInt32, toHeadOf list: Int) {
    let node = node(slot)
    var links = links.mutableSpan
    Self.unlink(node, &links)
    Self.link(node, list, &links)
    var words = words.mutableSpan
    let word = words[node]
    words[Int(word &>> 8 & 0xFF)] &-= word &>> 16
    words[node] = word & ~0xFF00 | UInt64(list) &<< 8
    words[list] &+= word &>> 16
  }

  private func node(_ slot: UInt32) -> Int { Int(slot &+ ends) }
  private func slot(_ node: UInt32) -> UInt32? { node < ends ? nil : node &- ends }

  @inline(__always)
  private static func unlink(_ node: Int, _ links: inout MutableSpan<Link>) {
    let (newer, older) = (links[node].newer, links[node].older)
    links[Int(newer)].older = older
    links[Int(older)].newer = newer
  }

  @inline(__always)
  private static func link(_ node: Int, _ list: Int, _ links: inout MutableSpan<Link>) {
    let head = links[list].older
    let number = UInt32(truncatingIfNeeded: node)
    links[node] = Link(newer: UInt32(truncatingIfNeeded: list), older: head)
    links[Int(head)].newer = number
    links[list].older = number
  }
}
