/// The objects that a batch of requests is for, each with a number: so each of many caches that replay the batch looks for
/// an object once, however often it is asked for (`BatchTable`).
package struct BatchObjects: Sendable {
  /// By number: in the order of their first requests.
  package private(set) var ids: [UInt64] = []
  /// Of each request, its object's.
  package private(set) var numbers: [UInt32] = []
  /// By hash, with linear probing: a number and 1, or 0. Half of them at least are 0.
  private var places: [UInt32] = []

  package init() {}

  package init(of requests: [Request]) { number(requests) }

  /// The objects of another batch, in the memory of the last one.
  package mutating func number(_ requests: [Request]) {
    let bits = Int.bitWidth - max(1, 2 * requests.count - 1).leadingZeroBitCount
    ids.removeAll(keepingCapacity: true)
    ids.reserveCapacity(requests.count)
    if numbers.count != requests.count { numbers = Array(repeating: 0, count: requests.count) }
    if places.count != 1 << bits { places = Array(repeating: 0, count: 1 << bits) }
    for place in places.indices { places[place] = 0 }
    for index in requests.indices {
      let id = requests[index].id
      // Fibonacci hashing: Knuth, "The art of computer programming", volume 3, section 6.4.
      var place = Int(truncatingIfNeeded: (id &* 0x9E37_79B9_7F4A_7C15) &>> UInt64(64 - bits))
      while places[place] != 0, ids[Int(places[place]) - 1] != id { place = (place + 1) & (1 << bits - 1) }
      if places[place] == 0 {
        ids.append(id)
        places[place] = UInt32(truncatingIfNeeded: ids.count)
      }
      numbers[index] = places[place] - 1
    }
  }
}
