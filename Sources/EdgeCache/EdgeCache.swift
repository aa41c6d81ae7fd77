import Primitives

import struct HTTPWire.ResponseHead

/// The cache of one point of presence: requests and origin events in, answers and origin requests out.
///
/// A single-threaded state machine without clock, socket or callback of its own: the live server and the simulator
/// drive it alike. The steps of a request are in `EdgeCache+Request.swift`, those of a fetch in
/// `EdgeCache+Response.swift`.
package final class EdgeCache {
  package enum Bodies: Hashable, Sendable {
    case kept
    /// Sizes only: for the simulator, which sends no bytes.
    case counted
  }

  /// - Parameters:
  ///   - pop: in `X-Amz-Cf-Pop`, `IAD89-C1`.
  ///   - capacity: octets for stored objects with all their overhead, and bodies on their way into the store.
  ///   - seed: of the key hash, the `Via` name and the request ids.
  package init(
    pop: String, capacity: Int, configuration: EdgeConfiguration, seed: UInt64, bodies: Bodies = .kept
  ) {
  }

  /// Swaps the configuration. Objects stay, as long as a distribution of their id does; exchanges and fetches under
  /// way end by the old rules.
  package func reload(_ configuration: EdgeConfiguration) {}

  /// Takes up a request. Returns the fetch to start, if one is needed.
  ///
  /// Afterwards the exchange is `.responding`, or `.waiting` on the returned fetch or one in flight.
  package func begin(_ exchange: Exchange, now: Instant) -> Fetch? { nil }

  /// The head of the final response has come (100...199 are the shell's). Returns fetches to start for requests that
  /// waited on this one in vain; empty in the ordinary case.
  package func receive(_ head: ResponseHead, for fetch: Fetch, now: Instant) -> [Fetch] { [] }

  /// Content has come, framing removed.
  package func receive(_ bytes: Span<UInt8>, for fetch: Fetch, now: Instant) {}

  /// Content has come, of which only the size is known (`Bodies.counted`).
  package func receive(byteCount: Int, for fetch: Fetch, now: Instant) {}

  /// The response is complete; also after a head that has no body.
  package func finish(_ fetch: Fetch, now: Instant) {}

  /// The fetch ended otherwise, after all its attempts.
  package func fail(_ fetch: Fetch, _ failure: OriginFailure, now: Instant) -> [Fetch] { [] }

  /// False: stop reading from the origin until `Fetch.onWantsMore` is called. Ask after each `receive`.
  package func wantsMore(_ fetch: Fetch) -> Bool { true }

  /// The response has been sent, or the connection cut because `body` failed. `bytesSent` counts heads too.
  package func end(_ exchange: Exchange, bytesSent: Int, now: Instant) {}

  /// The viewer has gone. The returned fetch has no reader left: cancel it, and say nothing more about it.
  package func abandon(_ exchange: Exchange, bytesSent: Int, now: Instant) -> Fetch? { nil }

  package var figures: Figures { Figures() }
}
