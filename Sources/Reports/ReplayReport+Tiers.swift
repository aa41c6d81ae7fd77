import Traces

extension ReplayReport.Source {
  /// A row for each tier of caches that ask each other, and one for what viewers and the origin see of all of them.
  ///
  /// - Parameters:
  ///   - outcome: by tier.
  ///   - rate: share of the objects replayed, by which counts of the later tiers' requests are scaled up.
  package static func tiers(
    _ tiers: [TierSpecification], capacities: [Int],
    _ outcome: [(figures: [ReplayFigures], objects: Int)], rate: Double
  ) -> [ReplayReport.Source] {
    var rows: [ReplayReport.Source] = []
    for index in tiers.indices {
      rows.append(
        ReplayReport.Source(
          policy: "\(Limits.tierNames[index]) \(tiers[index].description)", size: tiers[index].sizeText,
          capacity: capacities[index], objects: outcome[index].objects, outcome[index].figures,
          asked: index == 0 ? nil : outcome[index - 1].figures.map { $0.asked(rate) }))
    }
    guard let last = outcome.last, tiers.count > 1 else { return rows }
    // Viewers are answered by any tier, and the origin is asked by the last one.
    let whole = last.figures.indices.map { stretch in
      var sum = outcome.reduce(ReplayFigures()) { $0 + $1.figures[stretch] }
      (sum.misses, sum.missedOctets) = (last.figures[stretch].misses, last.figures[stretch].missedOctets)
      sum.renewed = last.figures[stretch].renewed
      return sum
    }
    let text = tiers.map { "\($0.description)@\($0.sizeText)" }.joined(separator: "/")
    rows.append(
      ReplayReport.Source(
        policy: text, size: "all", capacity: zip(tiers, capacities).reduce(0) { $0 + $1.0.count * $1.1 },
        objects: outcome.reduce(0) { $0 + $1.objects }, whole))
    return rows
  }
}

extension ReplayFigures {
  fileprivate func asked(_ rate: Double) -> (requests: Int, octets: Int) {
    let all = rate < 1 ? scaled(by: 1 / rate) : self
    return (all.sentOn, all.missedOctets)
  }
}
