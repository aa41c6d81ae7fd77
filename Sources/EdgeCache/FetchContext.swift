import Primitives

/// What a fetch is for: enough to store its response and to let later requests find it.
struct FetchContext {
  let behavior: CompiledBehavior
  let target: CompiledTarget
  /// The primary has failed.
  let isFromSecondary: Bool
  let key: [UInt8]
  let hash: UInt64
  /// The expired copy at hand, if any.
  let stale: StoredResponse?
  /// The request asks whether `stale` still holds.
  let isConditional: Bool
}
