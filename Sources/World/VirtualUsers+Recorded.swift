import EdgeCache
import HTTPWire

// Requests as they were recorded, in place of those that are made of a URL and a number.

extension VirtualUsers {
  func request(_ object: Int) -> RequestHead { demand.recorded?[object].head ?? wants[object] }

  /// Of the viewer as it was, not of the user that stands for it.
  func load(_ object: Int, into visit: Visit) {
    guard let recorded = demand.recorded?[object] else { return }
    visit.exchange.request = recorded.head
    visit.exchange.viewer = recorded.viewer
    visit.exchange.viewerLocation = recorded.location
    visit.exchange.viewerScheme = recorded.scheme
    visit.expected = recorded.status
    if population.workload.recording?.asksOrigins == false { clock.cause = recorded.cause }
  }

  /// Octets that no server reads as a request are answered 400.
  func refuse(_ edge: Int, _ index: Int, _ object: Int, _ destination: Int32, _ travel: Double) {
    edges[edge].cache.countRefused(bytesSent: 0)
    edges[edge].asked.add(.error, bytes: 0)
    end(
      index, failed: demand.recorded?[object].status != 400, destination, .other, travel, at: clock.elapsed)
  }
}
