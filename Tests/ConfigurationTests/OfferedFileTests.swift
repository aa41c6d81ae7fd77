import Configuration
import Testing

/// A lab that is read with a file from elsewhere in place of one of its own.
@Suite struct OfferedFileTests {
  private static let records = """
    @ 60 IN SOA ns1 hostmaster 1 7200 900 1209600 60
    @ 60 IN NS ns1
    ns1 60 IN A 192.0.2.53

    """

  /// What the lab is with this file offered to it.
  private static func load(
    _ name: String, _ text: String
  ) throws -> (configuration: LabConfiguration?, messages: [String]) {
    let lab = try Lab([
      "edge/pops.yaml": Lab.pops, "edge/distributions/d.yaml": Lab.distribution("Comment: old"),
      "zones/a.example.zone": records, "zones/b.example.zone": records, "offered/\(name)": text,
    ])
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: lab.directory + "/zones", edgeConfig: lab.directory + "/edge",
      offered: "\(lab.directory)/offered/\(name)")
    return (configuration, diagnostics.map { "\($0)".replacing(lab.directory + "/", with: "") })
  }

  @Test(
    "What is wrong in it is told with its place, and there is no configuration",
    arguments: [
      ("a.example.zone", records + "www 60 IN A 192.0.2.1.0\n", "offered/a.example.zone:4:"),
      ("c.example.zone", "@ 60 IN NS ns1\n", "offered/c.example.zone:"),
      ("d.yaml", "Id: E1\n", "offered/d.yaml:1:1: "),
      ("d.json", "{", "offered/d.json:"), ("d.yml", Lab.distribution("Oddity: 1"), "offered/d.yml:2:1: "),
    ])
  func wrong(name: String, text: String, place: String) throws {
    let (configuration, messages) = try Self.load(name, text)
    #expect(configuration == nil)
    #expect(messages.contains { $0.hasPrefix(place) }, "\(messages)")
  }

  @Test("A zone that is right takes the place of the one of its name, or stands beside the others")
  func zone() throws {
    let (replaced, messages) = try Self.load(
      "new.zone", "$ORIGIN a.example.\n" + Self.records + "www 60 IN A 192.0.2.1\n")
    #expect(messages == [])
    #expect(try #require(replaced).zoneFileCount == 2)
    #expect(replaced?.zones.map(\.apex.description).sorted().prefix(2) == ["a.example.", "b.example."])
    let (added, _) = try Self.load("c.example.zone", Self.records)
    #expect(try #require(added).zoneFileCount == 3)
  }

  @Test("A distribution that is right takes the place of the one of its id, or stands beside the others")
  func distribution() throws {
    let (replaced, messages) = try Self.load("new.yaml", Lab.distribution("Comment: new"))
    #expect(messages == [])
    #expect(try #require(replaced).distributions.map(\.id) == ["E1"])
    let other = Lab.distribution().replacing("Id: E1", with: "Id: E2")
    let (added, _) = try Self.load("new.yaml", other)
    #expect(try #require(added).distributions.map(\.id) == ["E1", "E2"])
  }
}
