/// Numbers pairs of answers: what a program holds of a name is the answer for IPv4 addresses and the one for IPv6 addresses.
struct RouteTable {
  /// In `NameServer.answers`; -1: none.
  typealias Pair = PerFamily<Int32>

  private(set) var pairs: [Pair] = []
  private(set) var routes: [Route] = []
  /// Looked up only; never walked through.
  private var numbers: [Pair: Int32] = [:]
  /// Of each IPv4 answer, from -1 on: the last pair that it was looked up in, without an IPv6 answer and with one.
  private var recent: [(v6: Int32, number: Int32)] = []

  @inline(__always)
  subscript(number: Int32) -> Route { number < 0 ? .nowhere : routes[Int(number)] }

  /// Nil: it has none as yet.
  @inline(__always)
  mutating func number(of pair: Pair) -> Int32? {
    let place = Self.place(pair)
    if place < recent.count, recent[place].v6 == pair.v6, recent[place].number >= 0 {
      return recent[place].number
    }
    return find(pair)
  }

  private static func place(_ pair: Pair) -> Int { 2 * Int(pair.v4 + 1) + (pair.v6 < 0 ? 0 : 1) }

  private mutating func find(_ pair: Pair) -> Int32? {
    guard let number = numbers[pair] else { return nil }
    let place = Self.place(pair)
    while recent.count <= place { recent.append((-1, -1)) }
    recent[place] = (pair.v6, number)
    return number
  }

  mutating func add(_ pair: Pair, _ route: Route) -> Int32 {
    let number = Int32(routes.count)
    pairs.append(pair)
    routes.append(route)
    numbers[pair] = number
    return number
  }
}
