import EdgeCache
import HTTPWire

/// Who wants to know what is asked of origins and what comes: `edgesim explain http --fetch`.
protocol FetchWitness: AnyObject {
  /// Before the cache hears of it.
  func received(_ head: ResponseHead, for attempt: OriginAttempt, at edge: EdgeServer)
  /// No attempt is left.
  func failed(_ attempt: OriginAttempt, _ failure: OriginFailure, at edge: EdgeServer)
}
