/// Least recently used: a hit moves to the head, the tail leaves.
///
/// Has the stack property (Mattson, Gecsei, Slutz, Traiger, "Evaluation techniques for storage hierarchies", IBM
/// Systems Journal 9(2), 1970). An object larger than the cache is passed by and evicts nothing.
///
/// 16 octets an object: a doubly linked list threaded through an array, slot 0 of which is the list's own end, so
/// that neither insertion nor removal has a special case.
package struct LRU: EvictionPolicy {
  private struct Node: BitwiseCopyable {
    /// Towards the head; of the end node: the tail.
    var newer: UInt32
    /// Towards the tail; of the end node: the head.
    var older: UInt32
    var size: Int
  }

  package private(set) var capacity: Int
  package private(set) var occupied = 0
  /// Slot s is node s + 1.
  private var nodes = [Node(newer: 0, older: 0, size: 0)]

  package init(capacity: Int) { self.capacity = capacity }

  package mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = capacity
    while occupied > capacity { evictTail(&evicted) }
  }

  package mutating func hit(_ slot: UInt32, evicted: inout [UInt32]) {
    let node = slot + 1
    guard nodes[0].older != node else { return }
    unlink(node)
    linkAtHead(node)
  }

  package mutating func miss(_ slot: UInt32, id: UInt64, size: Int, evicted: inout [UInt32]) -> Bool {
    guard size <= capacity else { return false }
    while occupied > capacity - size { evictTail(&evicted) }
    let node = Int(slot) + 1
    while nodes.count <= node { nodes.append(Node(newer: 0, older: 0, size: 0)) }
    nodes[node].size = size
    occupied += size
    linkAtHead(slot + 1)
    return true
  }

  package mutating func remove(_ slot: UInt32) {
    unlink(slot + 1)
    occupied -= nodes[Int(slot) + 1].size
  }

  /// The slot that would leave next.
  package var tail: UInt32? { nodes[0].newer == 0 ? nil : nodes[0].newer - 1 }

  private mutating func evictTail(_ evicted: inout [UInt32]) {
    let slot = nodes[0].newer - 1
    remove(slot)
    evicted.append(slot)
  }

  private mutating func unlink(_ node: UInt32) {
    let (newer, older) = (nodes[Int(node)].newer, nodes[Int(node)].older)
    nodes[Int(newer)].older = older
    nodes[Int(older)].newer = newer
  }

  private mutating func linkAtHead(_ node: UInt32) {
    let head = nodes[0].older
    (nodes[Int(node)].newer, nodes[Int(node)].older) = (0, head)
    nodes[Int(head)].newer = node
    nodes[0].older = node
  }
}
