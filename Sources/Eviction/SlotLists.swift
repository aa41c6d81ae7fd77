/// Queues of cached objects: doubly linked lists threaded through one array, 16 octets an object.
///
/// An object is in one list at most. "Head" is where objects enter, "tail" where they leave. Each list is a ring
/// closed by a node of its own, the first nodes of the array, so that neither insertion nor removal has a special
/// case; that node counts the sizes in its list.
struct SlotLists: Sendable {
  private struct Node: BitwiseCopyable {
    /// Towards the head; of an end: the tail.
    var newer: UInt32
    /// Towards the tail; of an end: the head.
    var older: UInt32
    /// Size (48 bits), list (8), mark (8); of an end: the sizes in the list.
    var word: UInt64
  }

  private var nodes: [Node]
  private let ends: UInt32

  /// Empty lists 0, 1, ... `count - 1`; at most 256.
  init(_ count: Int = 1) {
    ends = UInt32(count)
    nodes = (0..<ends).map { Node(newer: $0, older: $0, word: 0) }
  }

  // MARK: Objects

  func size(of slot: UInt32) -> Int { Int(nodes[node(slot)].word &>> 16) }
  func list(of slot: UInt32) -> Int { Int(nodes[node(slot)].word &>> 8 & 0xFF) }
  /// Eight bits for the policy: a reference bit, a count. A new object has 0.
  func mark(of slot: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: nodes[node(slot)].word) }

  mutating func setMark(of slot: UInt32, to mark: UInt8) {
    let node = node(slot)
    nodes[node].word = nodes[node].word & ~0xFF | UInt64(mark)
  }

  // MARK: Lists

  /// Sum of the sizes.
  func occupied(_ list: Int = 0) -> Int { Int(nodes[list].word) }
  func isEmpty(_ list: Int = 0) -> Bool { nodes[list].newer == UInt32(truncatingIfNeeded: list) }
  func head(_ list: Int = 0) -> UInt32? { slot(nodes[list].older) }
  func tail(_ list: Int = 0) -> UInt32? { slot(nodes[list].newer) }
  /// The next object towards the head.
  func newer(than slot: UInt32) -> UInt32? { self.slot(nodes[node(slot)].newer) }

  mutating func insert(_ slot: UInt32, size: Int, atHeadOf list: Int = 0) {
    let node = node(slot)
    while nodes.count <= node { nodes.append(Node(newer: 0, older: 0, word: 0)) }
    var nodes = nodes.mutableSpan  // asks once, not at each access, whether the array is shared
    nodes[node].word = UInt64(size) &<< 16 | UInt64(list) &<< 8
    nodes[list].word &+= UInt64(size)
    Self.link(node, list, &nodes)
  }

  mutating func remove(_ slot: UInt32) {
    let node = node(slot)
    var nodes = nodes.mutableSpan
    Self.unlink(node, &nodes)
    let word = nodes[node].word
    nodes[Int(word &>> 8 & 0xFF)].word &-= word &>> 16
  }

  /// To the head of the list it is in.
  mutating func moveToHead(_ slot: UInt32) {
    let node = node(slot)
    var nodes = nodes.mutableSpan
    let list = Int(nodes[node].word &>> 8 & 0xFF)
    guard nodes[list].older != UInt32(truncatingIfNeeded: node) else { return }
    Self.unlink(node, &nodes)
    Self.link(node, list, &nodes)
  }

  /// To the head of another list; its mark stays.
  mutating func move(_ slot: UInt32, toHeadOf list: Int) {
    let node = node(slot)
    var nodes = nodes.mutableSpan
    Self.unlink(node, &nodes)
    let word = nodes[node].word
    nodes[Int(word &>> 8 & 0xFF)].word &-= word &>> 16
    nodes[node].word = word & ~0xFF00 | UInt64(list) &<< 8
    nodes[list].word &+= word &>> 16
    Self.link(node, list, &nodes)
  }

  private func node(_ slot: UInt32) -> Int { Int(slot &+ ends) }
  private func slot(_ node: UInt32) -> UInt32? { node < ends ? nil : node &- ends }

  @inline(__always)
  private static func unlink(_ node: Int, _ nodes: inout MutableSpan<Node>) {
    let (newer, older) = (nodes[node].newer, nodes[node].older)
    nodes[Int(newer)].older = older
    nodes[Int(older)].newer = newer
  }

  @inline(__always)
  private static func link(_ node: Int, _ list: Int, _ nodes: inout MutableSpan<Node>) {
    let head = nodes[list].older
    let number = UInt32(truncatingIfNeeded: node)
    (nodes[node].newer, nodes[node].older) = (UInt32(truncatingIfNeeded: list), head)
    nodes[Int(head)].newer = number
    nodes[list].older = number
  }
}
