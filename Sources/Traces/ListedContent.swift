import Eviction

/// Content that a list names, in its order. What it is worth of room is what the trace says at the first request; of what
/// nobody asks for, what the list says.
package struct ListedContent {
  private var table = SlotTable()
  /// In the order of the list.
  private var objects: [(id: UInt64, size: Int, isKnown: Bool)] = []

  package init() {}

  package var isEmpty: Bool { objects.isEmpty }

  package mutating func add(_ request: Request) {
    guard table.slot(of: request.id) == nil else { return }
    table.insert(request.id, at: table.takeSlot())
    objects.append((request.id, request.size, false))
  }

  /// Requests of the trace.
  package mutating func count(_ batch: [Request]) {
    for request in batch {
      guard let slot = table.slot(of: request.id), !objects[Int(slot)].isKnown else { continue }
      (objects[Int(slot)].size, objects[Int(slot)].isKnown) = (request.size, true)
    }
  }

  package func content(ignoresSizes: Bool) -> StaticContent {
    var content = StaticContent()
    for object in objects { content.add(object.id, size: ignoresSizes ? 1 : object.size) }
    return content
  }
}
