import HTTPCaching
import Primitives

import struct HTTPWire.RequestHead

/// What a fetch is for: enough to store its response and to let later requests find it.
struct FetchContext {
  let behavior: CompiledBehavior
  let target: CompiledTarget
  /// The primary has failed.
  let isFromSecondary: Bool
  /// The one of the group that an Origin Shield was told to ask.
  let member: TierRequest.Member
  let key: [UInt8]
  let hash: UInt64
  /// What the origin is asked for; nil: the whole object.
  let range: ByteRangeSpec?
  /// Under which others find the fetch.
  let flightHash: UInt64
  /// What the viewer accepts, as the key has it.
  let encoding: AcceptedEncoding
  /// As the viewer sent it, who may have gone by the time its fields matter.
  let request: RequestHead
  /// The expired copy at hand, if any.
  let stale: StoredResponse?
  /// The request asks whether `stale` still holds.
  let isConditional: Bool

  /// The viewer's own conditions go along where no copy of ours is at stake. With cookies forwarded they are not
  /// supported.
  var forwardsConditions: Bool { behavior.forwardsConditions(request.method) }
}
