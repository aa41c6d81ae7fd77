import Primitives
import Simulation

// How a user comes by a connection: one that is open still, or a new one to an address of the answer.

extension VirtualUsers {
  /// A connection to a destination.
  struct Link {
    var destination: Int32
    /// Nanoseconds from the wish until it is there; if there is none, until the last attempt had failed.
    var ready: Double
    /// Nanoseconds; infinity: nothing comes back.
    var roundTrip: Double
    /// Of the address; nil: it has been open before.
    var family: IPAddress.Family?
  }

  /// What becomes of a first packet to a destination.
  private enum Contact {
    /// It is answered after so many nanoseconds.
    case open(Double)
    case refused(Double)
    case silent
  }

  /// What the way of a request to any place has of its own.
  struct Path {
    /// Where the round trips of its city begin.
    var first: Int
    /// Nanoseconds, with its jitter.
    var access: Double
    /// By which the rest differs from its median.
    var jitter: Double
  }

  /// One that is open to a destination of `route`, as far as the user knows: the network behind it may have gone.
  func openLink(_ index: Int, _ route: Route, _ path: Path, _ travel: Double, at now: Int64) -> Link? {
    let client = clients[index]
    let destination = Int32(client.connection)
    guard client.connectedUntil > now,
      route.stations.contains(where: { wayStations[$0] == destination })
    else { return nil }
    switch contact(destination, path) {
    case .open(let roundTrip): return Link(destination: destination, ready: travel, roundTrip: roundTrip)
    // Who stops listening closes what is open.
    case .refused: return nil
    case .silent: return Link(destination: destination, ready: .infinity, roundTrip: .infinity)
    }
  }

  /// A new one, by the habits of the client's program: with a delay between attempts the next address is tried beside those before it,
  /// and the first that answers is it (RFC 8305 section 5); without one, one after the other.
  func connect(_ index: Int, _ route: Route, _ path: Path, _ race: AddressRace) -> Link {
    let profile = Int(clients[index].profile)
    let delay = attemptDelays[profile]
    let turns = PerFamily(v4: max(1, route.counts.v4), v6: max(1, route.counts.v6))
    let turn = turns.v4 * turns.v6 > 1 ? draws.below(turns.v4 * turns.v6) : 0
    let count = route.stations.count
    var begins = race.start
    var best = Link(destination: -1, ready: .infinity, roundTrip: .infinity)
    for number in 0..<count {
      let (family, place) = race.attempt(number)
      let destination = wayStations[route.station(family, (place + turn) % turns[family])]
      if number == 0 { best.destination = destination }
      begins = max(begins, race.arrivals[family])
      switch contact(destination, path) {
      case .open(let roundTrip):
        let link = Link(
          destination: destination, ready: begins + roundTrip, roundTrip: roundTrip, family: family)
        let (winner, loser) = link.ready < best.ready ? (link, best) : (best, link)
        if index == traced, loser.roundTrip < .infinity {
          traceConnection(to: loser.destination, "too late", loser.family, at: loser.ready)
        }
        best = winner
        begins += min(roundTrip, delay)
      case .refused(let after):
        if index == traced { traceConnection(to: destination, "refused", family, at: begins) }
        begins += min(after, delay)
      case .silent:
        if index == traced { traceConnection(to: destination, "no answer", family, at: begins) }
        begins += min(connectTimeouts[profile], delay)
      }
      if best.ready <= begins { break }
      guard number + 1 < count, draws.uniform() < profiles[profile].triesNextAddress else { break }
      if index == traced { traceRetry() }
    }
    if let family = best.family { tally.connections[family] += 1 }
    best.ready = best.roundTrip < .infinity ? best.ready + tlsTrips * best.roundTrip : begins
    return best
  }

  private func contact(_ destination: Int32, _ path: Path) -> Contact {
    switch destinations[Int(destination)] {
    case .nowhere: return .silent
    case .origin(let origin):
      let way = roundTrip(path, edgeCount + origin)
      return clock.origins.connect(to: site.origins[origin].name) ? .open(way) : .refused(way)
    case .edge(let edge):
      let way = roundTrip(path, edge)
      // No way leads there.
      if way == .infinity { return .silent }
      guard edges[edge].isFaulty, let fault = edges[edge].fault else { return .open(way) }
      if fault.refuses { return .refused(way) }
      return fault.hangs ? .silent : .open(way)
    }
  }

  @inline(__always)
  private func roundTrip(_ path: Path, _ place: Int) -> Double {
    roundTrips[path.first + place] * path.jitter + path.access
  }
}
