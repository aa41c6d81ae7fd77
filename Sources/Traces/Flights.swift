import Eviction

/// Answers that are on their way to a cache, the first to come first.
struct Flights {
  struct Flight {
    var request: Request
    var number: Int
    var answer: FetchAnswer
    /// The answer confirms a copy, and brings no octets.
    var isRenewal: Bool
  }

  private var table = SlotTable()
  private var flights: [Flight] = []
  /// Slots of the table in the order of landing, from `first`.
  private var order: [UInt32] = []
  private var first = 0

  var isEmpty: Bool { first == order.count }

  func answer(for id: UInt64) -> FetchAnswer? { table.slot(of: id).map { flights[Int($0)].answer } }

  mutating func add(_ flight: Flight) {
    let slot = table.takeSlot()
    table.insert(flight.request.id, at: slot)
    if Int(slot) == flights.count { flights.append(flight) } else { flights[Int(slot)] = flight }
    // Most come in the order they left.
    var place = order.count
    while place > first, flights[Int(order[place - 1])].answer.ready > flight.answer.ready { place -= 1 }
    order.insert(slot, at: place)
  }

  /// One that has landed by `time`.
  mutating func landed(by time: Int) -> Flight? {
    guard first < order.count else { return nil }
    let flight = flights[Int(order[first])]
    guard flight.answer.ready <= time else { return nil }
    table.remove(order[first])
    first += 1
    if first == order.count {
      order.removeAll(keepingCapacity: true)
      first = 0
    } else if first >= 1_024, first * 2 > order.count {
      order.removeFirst(first)
      first = 0
    }
    return flight
  }
}
