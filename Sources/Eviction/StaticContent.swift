/// What a static cache may be filled with: objects that were asked for in a training window, or a list.
public struct StaticContent: Sendable {
  /// Which of them first, until the cache is full.
  public enum Order: String, CaseIterable, Sendable {
    /// Most requests an octet: the most hits that can be had from the room.
    case requests
    /// Most octets saved an octet, which is most requests: the most octets that can be had from the room.
    case bytes
    /// As they were added.
    case list
  }

  private struct Object: BitwiseCopyable {
    var id: UInt64
    /// Of the last request.
    var size: Int
    var requests: Int
  }

  private var table = SlotTable()
  private var objects: [Object] = []

  public init() {}

  public var isEmpty: Bool { objects.isEmpty }

  /// A request of the training window, or an entry of a list.
  public mutating func add(_ id: UInt64, size: Int) {
    if let slot = table.slot(of: id) {
      objects[Int(slot)].size = size
      objects[Int(slot)].requests += 1
    } else {
      table.insert(id, at: table.takeSlot())
      objects.append(Object(id: id, size: size, requests: 1))
    }
  }

  /// In the order of preference, as far as they fit in `capacity`; the others are passed by. Among equals the one
  /// that was added first.
  func chosen(by order: Order, capacity: Int) -> [CacheRequest] {
    var room = capacity
    var chosen: [CacheRequest] = []
    for object in ranked(by: order) where object.size <= room {
      room -= object.size
      chosen.append(CacheRequest(id: object.id, size: object.size, number: 0))
    }
    return chosen
  }

  private func ranked(by order: Order) -> [Object] {
    // Sorting is stable.
    switch order {
    case .requests:
      objects.sorted { Double($0.requests) * Double($1.size) > Double($1.requests) * Double($0.size) }
    case .bytes: objects.sorted { $0.requests > $1.requests }
    case .list: objects
    }
  }
}
