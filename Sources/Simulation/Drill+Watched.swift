extension Drill {
  /// The checks that it is about: those that conditions and expectations name, and those that events touch, in the order they come
  /// up. `all` are those of the lab.
  package func watched(among all: [WatchedCheck]) -> [WatchedCheck] {
    var ids = (steadyState + guardrails).compactMap(\.check)
    for event in events {
      ids += event.action.checks(among: all)
      ids += (event.requires + event.ensures.map(\.condition)).compactMap(\.check)
    }
    for expectation in expectations {
      switch expectation.fact {
      case .becomes(let check, _, _), .stays(let check, _): ids.append(check)
      case .answers, .failedRequests, .failedShare, .measure: break
      }
    }
    return ids.reduce(into: []) { watched, id in
      guard !watched.contains(where: { $0.id == id }), let check = all.first(where: { $0.id == id }) else {
        return
      }
      watched.append(check)
    }
  }
}

extension Condition {
  fileprivate var check: String? { if case .status(let check, _) = self { check } else { nil } }
}

extension Drill.Action {
  /// The ids of the checks that it is about, or whose origin it is about.
  fileprivate func checks(among all: [WatchedCheck]) -> [String] {
    switch self {
    case .force(let check, _), .routingControl(let check, _), .alarm(let check, _): [check]
    case .region(_, let actions): actions.flatMap { $0.checks(among: all) }
    case .fault(let origin, _), .clear(let origin), .recover(let origin, _):
      all.filter { $0.origin == origin }.map(\.id)
    default: []
    }
  }
}
