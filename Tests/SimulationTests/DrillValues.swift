import Health
import Primitives
import Simulation

extension WatchedCheck {
  /// An HTTP check of `shop.origin.test` by sixteen checkers.
  static func http(
    interval: Int = 10, threshold: Int = 3, _ change: (inout HealthCheckConfig) -> Void = { _ in }
  ) -> WatchedCheck {
    var config = HealthCheckConfig(type: .http)
    config.fullyQualifiedDomainName = "shop.origin.test"
    (config.requestInterval, config.failureThreshold) = (interval, threshold)
    change(&config)
    return WatchedCheck(id: "shop", config: config, checkersPerRegion: 2, origin: "shop.origin.test")
  }
}

extension Drill {
  /// Two places; an outage from 30 s to 90 s of 150.
  static func outage(
    _ expectations: [Drill.Expectation], fault change: (inout ServerFault) -> Void = { $0.refuses = true }
  ) -> Drill {
    var fault = ServerFault()
    change(&fault)
    let url = URLParts(host: "www.shop.example")
    let places = ["Seoul", "Lagos"].enumerated().map { number, name in
      Place(
        name: name, subnet: IPPrefix("10.\(number).0.0/24")!, url: url, queriesPerSecond: 1,
        requestsPerSecond: 1)
    }
    let origin = "shop.origin.test"
    return Drill(
      name: "outage", duration: .seconds(150), places: places,
      events: [
        Event(
          at: .seconds(30), name: "outage",
          action: .fault(origin: origin, fault)),
        Event(at: .seconds(90), name: "repair", action: .clear(origin: origin)),
      ], expectations: expectations, checks: [.http()])
  }
}

extension Timeline {
  /// As that drill went: seen after 28 s and 21 s, answers 1 s later, requests between them failed.
  static func outage() -> Timeline {
    var timeline = Timeline(places: 2, events: 2)
    func at(_ seconds: Int, _ observation: Observation) {
      timeline.record(observation, at: .seconds(seconds))
    }
    let (edge, sorry) = ([IPAddress("127.0.1.1")!], [IPAddress("192.0.2.100")!])
    for second in 0..<150 {
      if second == 30 { at(30, .event(0)) }
      if second == 90 { at(90, .event(1)) }
      if second == 58 { at(58, .status(check: "shop", isHealthy: false, reason: "2 of 16")) }
      if second == 111 { at(111, .status(check: "shop", isHealthy: true, reason: "3 of 16")) }
      for place in 0..<2 {
        let isMoved = (59..<112).contains(second)
        at(second, .answer(place: place, DNSAnswer(isMoved ? sorry : edge, code: "NOERROR")))
        at(
          second,
          .request(
            place: place, began: .seconds(second), failure: (30..<59).contains(second) ? "status 502" : nil))
      }
    }
    return timeline
  }
}
