import Health
import Primitives

/// A rehearsed outage: who asks from where, what is broken when, and what is expected to come of it.
///
/// All times are those of the drill, from its start. A live run passes them `timeScale` times as fast as life, intervals
/// of health checks with them; time-outs stay as they are.
package struct Drill: Sendable {
  /// Clients at one place, and what they want.
  package struct Place: Hashable, Sendable {
    package var name: String
    /// The client subnet of their queries (RFC 7871).
    package var subnet: IPPrefix
    package var url: URLParts
    /// A second of the drill's time.
    package var queriesPerSecond: Double
    package var requestsPerSecond: Double
    /// A request that takes longer, in real time, has failed.
    package var timeoutSeconds: Int

    package init(
      name: String, subnet: IPPrefix, url: URLParts, queriesPerSecond: Double, requestsPerSecond: Double,
      timeoutSeconds: Int = Limits.usualRequestSeconds
    ) {
      (self.name, self.subnet, self.url) = (name, subnet, url)
      (self.queriesPerSecond, self.requestsPerSecond) = (queriesPerSecond, requestsPerSecond)
      self.timeoutSeconds = timeoutSeconds
    }
  }

  package struct Event: Hashable, Sendable {
    package var at: Duration
    /// What expectations call it.
    package var name: String
    package var action: Action
    /// The time over which its strength grows to what `action` says.
    package var ramp: Duration
    /// What must hold before it; else the drill stops.
    package var requires: [Condition] = []
    /// What must come true after it; else the drill stops.
    package var ensures: [Outcome] = []

    package init(at: Duration, name: String, action: Action, ramp: Duration = .zero) {
      (self.at, self.name, self.action, self.ramp) = (at, name, action, ramp)
    }
  }

  package var name: String
  package var duration: Duration
  package var timeScale: Double
  package var places: [Place]
  /// In the order of their times.
  package var events: [Event]
  package var expectations: [Expectation]
  /// The health checks it is about.
  package var checks: [WatchedCheck]
  /// What it is to show: a sentence.
  package var hypothesis: String?
  package var population: Population?
  /// What must hold before the first event; else there is nothing to rehearse, and the drill stops.
  package var steadyState: [Condition] = []
  /// What must hold all the time; else the drill is aborted.
  package var guardrails: [Condition] = []
  /// In place of what the lab's files say. On the virtual clock alone.
  package var lab: [LabChange] = []

  package init(
    name: String, duration: Duration, timeScale: Double = 1, places: [Place], events: [Event],
    expectations: [Expectation], checks: [WatchedCheck], population: Population? = nil,
    hypothesis: String? = nil
  ) {
    self.hypothesis = hypothesis
    self.population = population
    (self.name, self.duration, self.timeScale) = (name, duration, timeScale)
    (self.places, self.events, self.expectations, self.checks) = (places, events, expectations, checks)
  }

  /// What is asked for, each once.
  package var urls: [URLParts] {
    (places.map(\.url) + (population?.workload.urls ?? [])).reduce(into: []) { urls, url in
      if !urls.contains(url) { urls.append(url) }
    }
  }
}

/// A health check that a drill looks at.
package struct WatchedCheck: Sendable {
  package var id: String
  package var config: HealthCheckConfig
  /// Checkers in each of its regions.
  package var checkersPerRegion: Int
  /// The built-in origin it asks; nil: something else.
  package var origin: String?

  package init(id: String, config: HealthCheckConfig, checkersPerRegion: Int, origin: String? = nil) {
    (self.id, self.config, self.checkersPerRegion, self.origin) = (id, config, checkersPerRegion, origin)
  }
}
