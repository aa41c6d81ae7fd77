import Route53
import Testing

/// ChangeResourceRecordSets: order, and the limits of one request (Route 53 Developer Guide, "Quotas").
@Suite struct ChangeBatchTests {
  private func records(_ name: String, _ values: [String], type: String = "A") -> JSONValue {
    .object([
      ("Name", .string(name)), ("Type", .string(type)), ("TTL", .integer(60)),
      ("ResourceRecords", .array(values.map { .object([("Value", .string($0))]) })),
    ])
  }

  private func alias(_ name: String, _ target: String, zone: String = "Z1") -> JSONValue {
    .object([
      ("Name", .string(name)), ("Type", .string("A")),
      (
        "AliasTarget",
        .object([
          ("HostedZoneId", .string(zone)), ("DNSName", .string(target)),
          ("EvaluateTargetHealth", .boolean(true)),
        ])
      ),
    ])
  }

  private func names(_ batch: JSONValue) -> [String] {
    guard case .array(let changes) = batch["Changes"] else { return [] }
    return changes.compactMap { $0["ResourceRecordSet"]?["Name"]?.text }
  }

  private func batches(_ sets: [JSONValue]) -> [JSONValue] {
    ChangeBatch.batches(of: sets, apex: "example.", hostedZoneID: "Z1")
  }

  @Test func `targets come before their aliases, and the zone's own records are left out`() {
    let batches = batches([
      records("example.", ["ns.example.net."], type: "NS"), records("example.", ["x"], type: "SOA"),
      alias("example.", "b.example."), alias("b.example.", "c.example."),
      records("c.example.", ["192.0.2.1"]),
      alias("d.example.", "c.example.", zone: "Z2"), records("e.example.", ["ns.e.example."], type: "NS"),
    ])
    #expect(batches.map(names) == [["c.example.", "b.example.", "example.", "d.example.", "e.example."]])
  }

  @Test func `aliases in a circle end`() {
    #expect(
      names(batches([alias("a.example.", "b.example."), alias("b.example.", "a.example.")])[0]).count == 2)
  }

  @Test(arguments: [(500, 1), (501, 2), (1000, 2), (1001, 3)])
  func `an UPSERT counts its records twice: 500 to a request`(count: Int, requests: Int) {
    let sets = (0..<count).map { records("a\($0).example.", ["192.0.2.1"]) }
    let batches = batches(sets)
    #expect(batches.count == requests)
    #expect(batches.flatMap(names).count == count)
  }

  @Test(arguments: [(16, 1), (17, 2)])
  func `an UPSERT counts its characters twice: 16,000 to a request`(count: Int, requests: Int) {
    let value = String(repeating: "x", count: 1000)
    #expect(batches((0..<count).map { records("a\($0).example.", [value]) }).count == requests)
  }
}
