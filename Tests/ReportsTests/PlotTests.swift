import Foundation
import FoundationXML
import Simulation
import Testing

@testable import Reports

/// Plots and maps: well-formed, within their frames, with nothing upon each other.
struct PlotTests {
  @Test(arguments: [
    ([0.0, 7, 93], [0.0, 20, 40, 60, 80, 100]), ([0.2], [0, 0.05, 0.1, 0.15, 0.2]),
    ([], [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ([1000, 1400, .infinity], [1000, 1100, 1200, 1300, 1400]), ([0], [0]),
  ])
  func `ticks are round, and hold all values`(values: [Double], ticks: [Double]) {
    let scale = PlotScale(values, start: 0, end: 100)
    if ticks != [0] {
      #expect(scale.ticks.count == ticks.count && zip(scale.ticks, ticks).allSatisfy { abs($0 - $1) < 1e-9 })
    }
    for value in values.filter(\.isFinite) { #expect((0...100).contains(scale.place(value))) }
    #expect(scale.place(.infinity) == 100)
  }

  @Test(arguments: [(90.0, "10 s"), (1200, "5 min"), (86_400, "3 h")])
  func `time has round ticks`(duration: Double, words: String) {
    var drawing = Drawing(width: 960, height: 100, title: "t")
    TimeFrame(duration: duration, events: []).draw(on: &drawing, from: 26, to: 70)
    #expect(drawing.svg.contains(">\(words)</text>"))
    #expect(drawing.svg.components(separatedBy: "<text").count - 1 <= 10)
  }

  @Test func `events at one time share a mark`() {
    let events = [10.0, 10, 11, 60].map { DrillReport.Event(at: $0, name: "e", text: "x") }
    var drawing = Drawing(width: 960, height: 100, title: "t")
    TimeFrame(duration: 100, events: events).draw(on: &drawing, from: 26, to: 70)
    #expect(drawing.svg.contains(">1–3</text>") && drawing.svg.contains(">4</text>"))
    #expect(!drawing.svg.contains(">2</text>"))
  }

  @Test func `a raster: red while a checker finds it unhealthy`() {
    let checkers = [[28.0, 71], [30.5]].enumerated().map {
      DrillReport.Checker(check: "web", checker: "us-east-1/\($0.offset)", turns: $0.element)
    }
    let svg = CheckerRaster(check: "web", checkers: checkers, frame: TimeFrame(duration: 100, events: [])).svg
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(svg.contains("us-east-1/0 finds it unhealthy from 28 s to 71 s"))
    #expect(svg.contains("us-east-1/1 finds it unhealthy from 30.5 s to 100 s"))
  }

  @Test func `a map shows what is about its cities, and no more`() {
    let cities = [(37.57, 126.98, "ICN"), (35.68, 139.69, "NRT"), (34.69, 135.5, nil)].map {
      DrillReport.Users.Map.City(latitude: $0.0, longitude: $0.1, destination: $0.2, users: 3)
    }
    let svg = UserMap(maps: [("at 10 s", cities), ("at 20 s", cities)], colours: ["ICN": "red"]).svg
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(svg.components(separatedBy: "<circle").count - 1 == 6)
    // Japan is there; America is not.
    #expect(svg.count < 20_000)
    let world = UserMap(
      maps: [("", cities + [.init(latitude: -23.5, longitude: -46.6, destination: "GRU", users: 1)])],
      colours: [:])
    #expect(world.svg.count > svg.count)
  }

  @Test func `outlines of land lie on the globe, and close`() {
    #expect(LandOutlines.rings.count > 150)
    for ring in LandOutlines.rings {
      #expect(ring.count >= 4 && ring.first! == ring.last!)
      #expect(ring.allSatisfy { (-180...180).contains($0.x) && (-90...90).contains($0.y) })
    }
  }
}
