/// Content chosen beforehand that never leaves: what is copied to the edge before anyone asks.
///
/// What is not chosen does not enter. What was chosen and taken away (invalidated, expired) comes back when it is asked
/// for, if it still fits.
public struct StaticCache: EvictionPolicy {
  public private(set) var capacity: Int
  public private(set) var occupied = 0
  public let initialContent: [CacheRequest]
  /// The ids of `initialContent`; a slot here is the place there.
  private var chosen = SlotTable()
  private var sizes = PerSlot(0)
  /// By place in `initialContent`: the slot, if it is cached.
  private var slots: [UInt32?]
  private var places = PerSlot<UInt32>(0)

  public init(capacity: Int, content: StaticContent, order: StaticContent.Order) {
    self.capacity = min(capacity, Limits.largestCapacity)
    initialContent = content.chosen(by: order, capacity: self.capacity)
    for request in initialContent { chosen.insert(request.id, at: chosen.takeSlot()) }
    slots = Array(repeating: nil, count: initialContent.count)
  }

  func holds(_ id: UInt64) -> Bool { chosen.slot(of: id) != nil }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {}

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard let place = chosen.slot(of: request.id), request.size <= capacity - occupied else { return false }
    slots[Int(place)] = slot
    places[slot] = place
    sizes[slot] = request.size
    occupied += request.size
    return true
  }

  /// The last chosen leave first.
  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    for place in slots.indices.reversed() where occupied > self.capacity {
      guard let slot = slots[place] else { continue }
      remove(slot)
      evicted.append(slot)
    }
  }

  public mutating func remove(_ slot: UInt32) {
    slots[Int(places[slot])] = nil
    occupied -= sizes[slot]
  }
}
