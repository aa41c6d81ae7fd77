import Configuration
import Geo
import Primitives
import Testing

@Suite("clients.yaml")
struct ClientReaderTests {
  private static let zone = """
    @ 60 IN SOA ns1 hostmaster 1 7200 900 1209600 60
    @ 60 IN NS ns1
    ns1 60 IN A 192.0.2.53

    """

  private static func load(_ text: String) throws -> (configuration: LabConfiguration?, messages: [String]) {
    let lab = try Lab(["example.com.zone": zone, "clients.yaml": text])
    let (configuration, diagnostics) = LabConfiguration.load(zones: lab.directory, edgeConfig: nil)
    return (configuration, diagnostics.map { $0.description.replacing(lab.directory + "/", with: "") })
  }

  @Test(arguments: [
    // What stands for 10.1.0.0/16; the codes, whose row it has, degrees.
    ("{city: Seoul}", "AS KR", "KR", 38, 127), ("{city: 'Portland, US-OR'}", "NA US OR", "US-OR", 46, -123),
    ("{region: eu-central-1}", "EU DE", "DE", 50, 9), ("{country: JP}", "AS JP", "JP", 36, 137),
    ("{country: US, subdivision: HI}", "NA US HI", "US-HI", 21, -158),
    ("{country: CA, subdivision: ON, latitude: 43.65, longitude: -79.38}", "NA CA ON", "CA", 44, -79),
    ("{latitude: 51.5, longitude: -0.1}", "", "GB", 52, 0),
  ])
  func `a network stands for a place`(
    place: String, codes: String, row: String, latitude: Double, longitude: Double
  ) throws {
    let (configuration, messages) = try Self.load("networks:\n  10.1.0.0/16: \(place)\n")
    #expect(messages == [])
    let location = try #require(configuration).locator.locate(IPAddress(v4: 0x0A01_0203))
    let found: [String?] = [
      location.continent?.description, location.country?.description, location.subdivision?.description,
    ]
    #expect(found.compactMap { $0 }.joined(separator: " ") == codes)
    let place = Gazetteer.place(row: location.latencyRow)
    let foundRow: [String?] = [place.country?.description, place.subdivision?.description]
    #expect(foundRow.compactMap { $0 }.joined(separator: "-") == row)
    #expect(location.coordinates?.latitude.rounded() == latitude)
    #expect(location.coordinates?.longitude.rounded() == longitude)
    #expect(location.prefixLength == 16)
  }

  @Test func `a continent alone, IPv6, and names of clients`() throws {
    let (configuration, messages) = try Self.load(
      "networks: {'2001:db8::/32': {continent: SA}}\nclients: {Rio: '2001:db8::7', office: 10.1.2.3}\n")
    #expect(messages == [])
    let lab = try #require(configuration)
    #expect(lab.clients.map(\.name) == ["office", "rio"])
    #expect(lab.locator.locate(lab.clients[1].address).continent == .southAmerica)
    #expect(lab.locator.locate(lab.clients[1].address).latencyRow == -1)
  }

  @Test(
    "refused",
    arguments: [
      (
        "networks: {10.1.0.0/16: {city: Soul}}",
        "1:32: there is no city 'Soul' of 100,000 people or more; did you mean 'Seoul'?"
      ),
      (
        "networks: {10.1.0.0/16: {city: New York}}",
        "1:32: there is no city 'New York' of 100,000 people or more; did you mean 'New York City'?"
      ),
      (
        "networks: {10.1.0.0/16: {city: 'Portland, GB'}}",
        "1:32: there is no city 'Portland, GB' of 100,000 people or more; there is one in 'US-OR'"
      ),
      (
        "networks: {10.1.0.0/16: {region: us-west-3}}",
        "1:34: there is no AWS region 'us-west-3'; did you mean 'us-west-1'?"
      ),
      (
        "networks: {10.1.0.0/16: {region: us-west-2-den-1}}",
        "1:34: the coordinates of Local Zone Group 'us-west-2-den-1' are not known here; write latitude and longitude"
      ),
      (
        "networks: {10.1.0.0/16: {continent: EA}}",
        "1:37: continent is 'EA'; expected 'AF', 'AN', 'AS', 'EU', 'OC', 'NA' or 'SA'"
      ),
      (
        "networks: {10.1.0.0/16: {country: ZZ}}",
        "1:35: country is 'ZZ'; expected a country code of ISO 3166-1, such as KR"
      ),
      (
        "networks: {10.1.0.0/16: {country: US, subdivision: XX}}",
        "1:52: subdivision is 'XX'; expected a state of the US in two letters, such as CA"
      ),
      ("networks: {10.1.0.0/16: {subdivision: CA}}", "1:39: subdivision needs country beside it"),
      ("networks: {10.1.0.0/16: {latitude: 5}}", "1:36: latitude needs longitude beside it"),
      (
        "networks: {10.1.0.0/16: {latitude: 95, longitude: 5}}",
        "1:36: latitude is 95; it must be in -90.0 to 90.0"
      ),
      (
        "networks: {10.1.0.0/16: {city: Seoul, country: KR}}",
        "1:48: country cannot stand beside city, which says all of the place"
      ),
      (
        "networks: {10.1.0.0/16: {}}",
        "1:25: 10.1.0.0/16 has no place: expected city, region, continent, country or latitude and longitude"
      ),
      (
        "networks: {10.1.0.0/16: {town: Seoul}}",
        "1:26: unknown key 'town' in 10.1.0.0/16"
      ),
      (
        "networks: {10.1.0.0/33: {city: Seoul}}",
        "1:12: '10.1.0.0/33' is no network; expected one such as 10.1.0.0/16 or 2001:db8::/32"
      ),
      (
        "networks: {10.1.5.0/16: {city: Seoul}}",
        "1:12: '10.1.5.0/16' has bits beyond its prefix; the network is 10.1.0.0/16"
      ),
      (
        "clients: {seoul office: 10.1.2.3}",
        "1:11: a key of clients is 'seoul office'; expected a name of letters, digits and '-', such as seoul-office"
      ),
      ("clients: {10: 10.1.2}", "1:15: 10 is '10.1.2'; expected an IP address"),
      ("network: {}", "1:1: unknown key 'network' in the file; did you mean 'networks'?"),
      ("networks: 5", "1:11: networks must be a map, not '5'"),
    ])
  func refuses(text: String, message: String) throws {
    let (configuration, messages) = try Self.load(text)
    #expect(configuration == nil)
    #expect(messages.contains("clients.yaml:" + message), "\(messages)")
  }

  @Test func `a network or a name stands once`() throws {
    let (_, messages) = try Self.load(
      "networks: {'::/0': {city: Busan}, '0::/0': {city: Busan}}\nclients: {a: 10.0.0.1, A: 10.0.0.2}\n")
    #expect(messages.contains { $0.contains("network '::/0' is already used at") }, "\(messages)")
    #expect(messages.contains { $0.contains("client 'a' is already used at") }, "\(messages)")
  }

  @Test func `a database that cannot be read is a fault of its file`() throws {
    let lab = try Lab(["example.com.zone": Self.zone, "places.mmdb": "no database"])
    let path = lab.directory + "/places.mmdb"
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: lab.directory, edgeConfig: nil, geoip: path)
    #expect(configuration == nil)
    #expect(
      diagnostics.map(\.description).first?.hasPrefix("\(path):1:1: cannot be read as a MaxMind DB: ") == true
    )
  }
}
