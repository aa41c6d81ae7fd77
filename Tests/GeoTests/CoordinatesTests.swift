import Foundation
import Testing

@testable import Geo

@Suite struct CoordinatesTests {
  @Test func `great-circle distance, Berlin to New York`() throws {
    let berlin = try #require(Coordinates(latitude: 52.52, longitude: 13.405))
    let newYork = try #require(Coordinates(latitude: 40.7128, longitude: -74.006))
    #expect(abs(berlin.kilometres(to: newYork) - 6385) < 2)
  }

  @Test func `the arcsine, beside that of the system`() {
    for step in 0...10_000 {
      let value = Double(step) / 10_000
      #expect(abs(Trigonometry.arcsine(value) - asin(value)) < 1e-14, "\(value)")
    }
  }
}
