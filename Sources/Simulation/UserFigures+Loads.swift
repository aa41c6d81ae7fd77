import Primitives

// What servers of bounded capacity had to do, as figures.

extension Drill {
  /// The bins of a part of the drill, or (without one) from an event on. A bin is of the time in which its middle lies.
  package func bins(_ part: Measure.Part?, after event: Int? = nil, of users: UserFigures) -> [Int] {
    let first = events.first?.at.seconds ?? .infinity
    let last = events.last?.at.seconds ?? .infinity
    let since = event.map { events[$0].at.seconds } ?? 0
    return users.bins.indices.filter { bin in
      let middle = Double(bin) * users.binSeconds + users.seconds(ofBin: bin) / 2
      return switch part {
      case nil: middle >= since
      case .before: middle < first
      case .during: middle >= first && middle < last
      case .after: middle >= last
      }
    }
  }
}

extension UserFigures {
  /// The last bin may be shorter than the others.
  package func seconds(ofBin bin: Int) -> Double { min(binSeconds, seconds - Double(bin) * binSeconds) }

  /// A figure of servers of bounded capacity over some bins; nil: it is none, or there was nothing to measure.
  func load(_ figure: Measure.Figure, bins: [Int]) -> Double? {
    switch figure {
    case .utilization(let kind, .peak):
      return each(kind, bins) { load, bin in
        load.bins[bin].done / (Double(load.servers) * seconds(ofBin: bin))
      }.max()
    case .utilization(let kind, .mean):
      let asked = loads.filter { load in load.kind == kind && load.bins.contains { $0.requests > 0 } }
      let time = bins.reduce(0) { $0 + seconds(ofBin: $1) }
      let all = asked.reduce(0) { $0 + Double($1.servers) * time }
      return all > 0 ? asked.reduce(0) { $0 + $1.total(bins).done } / all : nil
    case .refused:
      let total = loads.filter { $0.kind == .pointOfPresence }.reduce(ServerLoad.Bin()) {
        $0 + $1.total(bins)
      }
      return total.requests > 0 ? total.refusedShare : nil
    case .longestWait(let kind): return each(kind, bins) { $0.bins[$1].longestWait }.max()
    default: return nil
    }
  }

  private func each(_ kind: ServerLoad.Kind, _ bins: [Int], _ value: (ServerLoad, Int) -> Double) -> [Double]
  {
    loads.filter { $0.kind == kind }.flatMap { load in bins.map { value(load, $0) } }
  }

  /// Of the last minute, in whole bins that are over; what ends just now is not counted yet.
  func recentLoad(_ figure: Measure.Figure, at now: Double) -> Double? {
    let last = min(bins.count, Int((now / binSeconds).rounded(.up)) - 1)
    guard last > 0 else { return nil }
    let first = max(0, last - Int((60 / binSeconds).rounded(.up)))
    return load(figure, bins: Array(first..<last))
  }
}

extension ServerLoad {
  package func total(_ bins: [Int]) -> Bin { bins.reduce(Bin()) { $0 + self.bins[$1] } }
}
