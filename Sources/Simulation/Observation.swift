import Health
import Primitives

/// One thing that was seen in the course of a drill. Places, events and checks are told by their numbers and ids there.
package enum Observation: Sendable {
  /// An event was brought about.
  case event(Int)
  case checker(check: String, HealthMonitor.CheckerPlace, isHealthy: Bool, healthyCheckers: Int)
  case status(check: String, isHealthy: Bool, reason: String)
  /// A query of a place was answered, or not: then nil.
  case answer(place: Int, DNSAnswer?)
  /// A request has ended; `failure` says how, nil: well.
  case request(place: Int, began: Duration, failure: String?)
}

/// What a query for addresses was answered with.
package enum DNSAnswer: Hashable, Sendable, CustomStringConvertible {
  /// In order of their numbers, for servers change the order; not empty.
  case addresses([IPAddress])
  /// There are none; the response code.
  case none(code: String)

  package init(_ addresses: [IPAddress], code: String) {
    self = addresses.isEmpty ? .none(code: code) : .addresses(addresses.sorted())
  }

  package var description: String {
    switch self {
    case .addresses(let addresses): addresses.map(\.description).joined(separator: " ")
    case .none(let code): code == "NOERROR" ? "no address" : code
    }
  }
}
