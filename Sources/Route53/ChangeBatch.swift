/// What ChangeResourceRecordSets takes: record sets to be put into a hosted zone, in an order that the API accepts.
package enum ChangeBatch {
  /// One batch or several, each within the API's limits, that UPSERT `sets` (in the API's form). What an alias within the
  /// zone leads to comes before the alias, for the API looks for it. The SOA record and the name servers of the apex are
  /// left out: each hosted zone has its own.
  package static func batches(of sets: [JSONValue], apex: String, hostedZoneID: String) -> [JSONValue] {
    let changed = sets.filter { set in
      set["Name"]?.text != apex || !["SOA", "NS"].contains(set["Type"]?.text ?? "")
    }
    var batches: [[JSONValue]] = []
    var (records, characters) = (0, 0)
    for set in targetsFirst(changed, hostedZoneID) {
      let cost = cost(of: set)
      if batches.isEmpty || records + cost.records > Route53Limits.batchRecords
        || characters + cost.characters > Route53Limits.batchCharacters
      {
        batches.append([])
        (records, characters) = (0, 0)
      }
      batches[batches.count - 1].append(
        .object([("Action", .string("UPSERT")), ("ResourceRecordSet", set)]))
      records += cost.records
      characters += cost.characters
    }
    return batches.map { .object([("Changes", .array($0))]) }
  }

  private static func cost(of set: JSONValue) -> (records: Int, characters: Int) {
    guard case .array(let records) = set["ResourceRecords"] else { return (2, 0) }
    let characters = records.reduce(0) { $0 + ($1["Value"]?.text?.utf8.count ?? 0) }
    return (2 * records.count, 2 * characters)
  }

  private struct Key: Hashable {
    let name: String
    let type: String
  }

  private static func targetsFirst(_ sets: [JSONValue], _ hostedZoneID: String) -> [JSONValue] {
    var members: [Key: [Int]] = [:]
    for (index, set) in sets.enumerated() {
      members[Key(name: set["Name"]?.text ?? "", type: set["Type"]?.text ?? ""), default: []].append(index)
    }
    var isPlaced = [Bool](repeating: false, count: sets.count)
    var order: [JSONValue] = []
    func place(_ index: Int) {
      guard !isPlaced[index] else { return }
      isPlaced[index] = true
      let set = sets[index]
      if let target = set["AliasTarget"], target["HostedZoneId"]?.text == hostedZoneID {
        let key = Key(name: target["DNSName"]?.text ?? "", type: set["Type"]?.text ?? "")
        for index in members[key] ?? [] { place(index) }
      }
      order.append(set)
    }
    for index in sets.indices { place(index) }
    return order
  }
}
