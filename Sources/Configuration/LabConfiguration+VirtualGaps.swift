import EdgeCache
import Simulation

extension LabConfiguration {
  /// What a drill asks for that a run on the virtual clock knows nothing of, in words; empty: it can be run there.
  ///
  /// There requests are answered by the objects and files of built-in origins, not by load balancers, films, object stores
  /// and hosts of the rest of the world.
  package func virtualGaps(of drill: Drill) -> [String] {
    var gaps: [String] = []
    // What was recorded needs nobody who knows it.
    let recorded = drill.population?.workload.recording.map { !$0.asksOrigins } ?? false
    for url in drill.urls where !recorded || drill.places.contains(where: { $0.url == url }) {
      for distribution in distributions where distribution.answers(to: url.host) {
        for origin in distribution.origins(for: url.path) {
          guard let gap = gap(of: origin.domainName) else { continue }
          gaps.append(
            "\(url): distribution \(distribution.id) fetches from \(origin.domainName), \(gap); a run on the virtual clock "
              + "knows built-in origins with objects and files alone: run the drill with --live")
        }
      }
    }
    return gaps
  }

  private func gap(of origin: String) -> String? {
    if balancers.contains(where: { $0.name == origin }) { return "a load balancer" }
    guard let origin = origins.first(where: { $0.name == origin }) else { return "no built-in origin" }
    if origin.video != nil { return "which has films" }
    return origin.storeCapacity == nil ? nil : "which has an object store"
  }
}

extension Distribution {
  /// Those that requests for the path may go to.
  fileprivate func origins(for path: String) -> [Origin] {
    let path = Array(path.prefix { $0 != "?" }.utf8)
    let behavior = behavior(for: path.span)
    return ([behavior.targetOriginID] + behavior.originRules.map(\.targetOriginID)).flatMap {
      origins(of: $0)
    }
  }

  /// Whether requests with this Host are its own.
  fileprivate func answers(to host: String) -> Bool {
    ([domainName] + aliases).contains { name in
      guard name.hasPrefix("*.") else { return name == host }
      return host.split(separator: ".", maxSplits: 1).dropFirst().first.map { $0 == name.dropFirst(2) }
        ?? false
    }
  }
}
