/// LFU with dynamic ageing: counts begin at an age that rises with each object that leaves, so what was popular once
/// does not stay for ever.
///
/// Arlitt, Cherkasova, Dilley, Friedrich, Jin, "Evaluating content management techniques for web proxy caches", ACM
/// SIGMETRICS Performance Evaluation Review 27(4), 2000: key = requests since it came in + age, the age being the key
/// of the last to leave; set anew at each request.
public struct LFUDA: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  public private(set) var occupied = 0
  private var heap = SlotHeap<Int>()
  private var objects = PerSlot(Object(size: 0, requests: 0))
  private var age = 0

  private struct Object: BitwiseCopyable {
    var size: Int
    var requests: Int
  }

  public init(capacity: Int) {
    self.capacity = min(capacity, Limits.largestCapacity)
  }

  public var nextVictim: UInt32? { heap.first?.slot }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    objects[slot].requests += 1
    heap.setKey(of: slot, to: objects[slot].requests + age)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard makeRoom(for: request.size, &evicted) else { return false }
    objects[slot] = Object(size: request.size, requests: 1)
    heap.insert(slot, key: 1 + age)
    occupied += request.size
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) {
    heap.remove(slot)
    occupied -= objects[slot].size
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    guard let (slot, key) = heap.first else { return }
    age = key
    remove(slot)
    evicted.append(slot)
  }
}
