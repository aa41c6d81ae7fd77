import EdgeCache
import EventLoop
import Primitives

/// A fetch under way: on a connection, or waiting for its origin's address.
final class OriginAttempt {
  let fetch: Fetch
  /// Called when a request body can be taken.
  let onReady: () -> Void
  let startedAt: Instant
  /// How often it may still be sent.
  var left: Int
  /// How often it has been.
  var attempts: Int { fetch.origin.connectionAttempts - left }
  /// `ResponseCompletionTimeout`
  var completion: Timer?
  /// Whose targets are asked; nil for an origin that is one server.
  let group: TargetGroup?
  /// The one that is asked now, and those that failed.
  var target: String?
  var tried: [String] = []
  var endpoint: OriginEndpoint?
  var connection: OriginConnection?
  /// The connection had been kept: that the origin has closed it meanwhile says nothing about the origin.
  var isKept = false
  var sentAt: Instant?
  /// From the request to the head of its response.
  var took: Duration?

  init(_ fetch: Fetch, group: TargetGroup?, at startedAt: Instant, onReady: @escaping () -> Void) {
    (self.fetch, self.group, self.startedAt, self.onReady) = (fetch, group, startedAt, onReady)
    left = fetch.origin.connectionAttempts
  }
}
