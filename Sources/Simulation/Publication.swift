/// What a drill has made of the published data.
package struct Publication: Hashable, Sendable {
  /// Points of presence that answers do not name.
  package private(set) var withdrawn: Set<String> = []
  /// Files of zones that have taken the place of others, the newest last.
  package private(set) var zones: [String] = []
  /// Changes of single record sets, the newest last.
  package private(set) var records: [Drill.RecordChange] = []

  package init() {}

  /// False: the action changes nothing that is published.
  package mutating func follow(_ action: Drill.Action) -> Bool {
    switch action {
    case .withdraw(let pop): withdrawn.insert(pop)
    case .restore(let pop): withdrawn.remove(pop)
    case .publish(let zone): zones.append(zone)
    case .change(let change): records.append(change)
    case .undo(let change): records.removeAll { $0.record == change.record }
    default: return false
    }
    return true
  }
}
