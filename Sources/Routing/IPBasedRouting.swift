import Primitives

/// IP-based routing: the record of the location with the longest CIDR block that holds the whole of the client's prefix,
/// else the default `*` (Route 53 Developer Guide, "IP-based routing"). None may match: an answer without records.
///
/// A query with a shorter prefix than a block does not match it. With unhealthy records taken out, wider blocks are
/// next, then the default: no source says so; it is what geolocation does.
package enum IPBasedRouting {
  /// `match` is what `table` has for the client.
  package static func choose(
    from candidates: Span<RoutingCandidate>, among set: CandidateSet, match: CIDRTable.Match,
    table: borrowing CIDRTable
  ) -> RoutingChoice? {
    var block = match.block
    while block >= 0 {
      let prefix = table.prefix(ofBlock: block)
      if let index = candidate(candidates, set, at: table.location(ofBlock: block)) {
        return RoutingChoice(index, .block(prefixLength: prefix.length))
      }
      block = table.parent(ofBlock: block)
    }
    return candidate(candidates, set, at: -1).map { RoutingChoice($0, .defaultLocation) }
  }

  private static func candidate(
    _ candidates: Span<RoutingCandidate>, _ set: CandidateSet, at wanted: Int32
  ) -> Int? {
    var rest = set
    while case let index = rest.popFirst(), index >= 0 {
      if case .ipBased(let location) = candidates[index].rule, location == wanted { return index }
    }
    return nil
  }
}
