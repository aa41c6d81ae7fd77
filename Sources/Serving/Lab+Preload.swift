import EdgeCache

/// Loading static content again.
extension Lab {
  /// Nil: every distribution, every point of presence that has any of it.
  func preload(_ distribution: String?, pop: String?) throws(InvalidationBatch.Refused) {
    typealias Refused = InvalidationBatch.Refused
    guard !isDraining else { throw Refused(status: 503, "the lab is ending") }
    let withContent = configuration.distributions.filter { $0.staticContent != nil }
    if let distribution, !configuration.distributions.contains(where: { $0.id == distribution }) {
      throw Refused(status: 404, "NoSuchDistribution: there is no distribution '\(distribution)'")
    }
    if let pop, !configuration.pointsOfPresence.contains(where: { $0.id == pop }) {
      throw Refused(status: 404, "there is no point of presence '\(pop)'")
    }
    let wanted = withContent.filter { distribution == nil || $0.id == distribution }
    guard wanted.contains(where: { content in pop.map { content.staticContent?.isFor($0) ?? false } ?? true })
    else {
      let list = withContent.map(\.id).joined(separator: ", ")
      throw Refused(
        status: 404,
        "nothing to load: give the distribution staticContent (docs/static-content.md); \(list.isEmpty ? "none has any" : "these have some: \(list)")"
      )
    }
    for worker in workers { worker.post(.preload(distribution: distribution, pop: pop)) }
  }
}
