import Geo
import Testing

@Suite struct LatencyTests {
  private static func region(_ code: String) throws -> AWSRegion { try #require(AWSRegion(code: code)) }

  private static func client(_ country: String) -> ClientLocation {
    Gazetteer.completed(ClientLocation(country: Country(country)))
  }

  @Test(arguments: [
    // The client, the nearest region and how far and slow it is, the fastest one and the same of it.
    ("NG", "af-south-1", 4831, 209, "eu-west-2", 4883, 103),
    ("KE", "af-south-1", 4133, 200, "eu-west-2", 6787, 141),
    ("EC", "sa-east-1", 4293, 207, "us-east-1", 4501, 107),
  ])
  func `the nearest region is not the fastest`(
    country: String, nearest: String, nearestKilometres: Double, nearestMilliseconds: Int,
    fastest: String, fastestKilometres: Double, fastestMilliseconds: Int
  ) throws {
    let client = Self.client(country)
    let centre = try #require(client.coordinates)
    let regions = try ["af-south-1", "eu-west-2", "us-east-1", "ap-southeast-1", "sa-east-1"].map(Self.region)
    let byDistance = try #require(
      regions.min { $0.coordinates.kilometres(to: centre) < $1.coordinates.kilometres(to: centre) })
    let byLatency = try #require(
      regions.min {
        LatencyMatrix.milliseconds(row: client.latencyRow, to: $0)
          < LatencyMatrix.milliseconds(row: client.latencyRow, to: $1)
      })
    #expect(byDistance.code == nearest)
    #expect(abs(byDistance.coordinates.kilometres(to: centre) - nearestKilometres) < 10)
    #expect(LatencyMatrix.milliseconds(from: client, to: byDistance) == nearestMilliseconds)
    #expect(byLatency.code == fastest)
    #expect(abs(byLatency.coordinates.kilometres(to: centre) - fastestKilometres) < 10)
    #expect(LatencyMatrix.milliseconds(from: client, to: byLatency) == fastestMilliseconds)
  }

  @Test func `nothing is faster than light in fibre, 1 ms per 100 km`() throws {
    for row in 0..<LatencyMatrix.rowCount {
      let centre = try #require(Gazetteer.place(row: row).coordinates)
      for region in AWSRegion.all {
        let kilometres = centre.kilometres(to: region.coordinates)
        #expect(Double(LatencyMatrix.milliseconds(row: row, to: region)) >= kilometres / 100 - 0.5)  // rounded
        #expect(LatencyModel.milliseconds(row: row, to: region.coordinates) >= kilometres / 100)
      }
    }
  }

  @Test func `a client nobody can place has no latency, one with a point has that of the nearest row`() throws
  {
    let seoul = try Self.region("ap-northeast-2")
    #expect(LatencyMatrix.milliseconds(from: .unknown, to: seoul) == nil)
    #expect(LatencyMatrix.milliseconds(from: ClientLocation(continent: .europe), to: seoul) == nil)
    let point = ClientLocation(coordinates: seoul.coordinates)
    let korea = Self.client("KR")
    #expect(
      LatencyMatrix.milliseconds(from: point, to: seoul) == LatencyMatrix.milliseconds(from: korea, to: seoul)
    )
    #expect(LatencyModel.milliseconds(from: .unknown, to: seoul.coordinates) == nil)
  }

  @Test func `GovCloud is as near as the commercial region beside it, China's regions are in China`() throws {
    let us = Self.client("US")
    #expect(
      LatencyMatrix.milliseconds(from: us, to: try Self.region("us-gov-east-1"))
        == LatencyMatrix.milliseconds(from: us, to: try Self.region("us-east-2")))
    let korea = Self.client("KR")
    let beijing = try #require(LatencyMatrix.milliseconds(from: korea, to: try Self.region("cn-north-1")))
    let ireland = try #require(LatencyMatrix.milliseconds(from: korea, to: try Self.region("eu-west-1")))
    #expect(beijing < 60 && ireland > 200)
  }

  @Test(arguments: [
    // Country, the point of presence, between how many milliseconds: in the client's city, near, over an ocean.
    ("SG", 1.36, 103.99, 4.0, 6.0), ("DE", 50.03, 8.57, 4, 12), ("KR", 35.77, 140.39, 20, 45),
    ("NG", -26.13, 28.24, 150, 260), ("BR", 38.95, -77.46, 100, 160),
  ])
  func `points that are no region`(
    country: String, latitude: Double, longitude: Double, least: Double, most: Double
  ) throws {
    let point = try #require(Coordinates(latitude: latitude, longitude: longitude))
    let found = try #require(LatencyModel.milliseconds(from: Self.client(country), to: point))
    #expect((least...most).contains(found), "\(found)")
  }
}
