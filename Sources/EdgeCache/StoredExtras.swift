import HTTPCaching
import HTTPWire
import ObjectFile
import Primitives

/// What few stored responses have.
final class StoredExtras {
  /// Where it is not stored behind the head: on its way, or large.
  var body: ResponseBody?
  /// Where the octets of the body stand in the representation, if it is only a part of that.
  var part: ContentRange?
  /// The request fields it was chosen by; nil if it answers all.
  var variance: Variance?
  /// What the origin has marked it with (`CacheTagConfig`).
  var tags: CacheTags?
  /// Lines for the first viewer only: the fields that `no-cache="..."` names.
  var firstViewerLines: [UInt8] = []
  /// After a failure of the origin: served as it is until then, without asking.
  var heldUntil = Instant.distantPast
  /// The heads as the response headers policy of its behaviour leaves them.
  var rewritten: RewrittenHeads?
  /// Octets of `rewritten` as it was made when the response was stored: what the store counts must not change.
  var rewrittenBytes = 0

  /// Octets it takes, those of the body's blocks among them.
  var cost: Int {
    var cost = Limits.extrasOverhead + rewrittenBytes + (variance?.byteCount ?? 0)
    if let tags { cost += tags.hashes.count * Limits.tagOverhead }
    if let file = body?.cold {
      cost += Limits.coldOverhead + file.count / ObjectFile.Limits.checkedBytes * 4
    } else if let body {
      cost += body.count + (body.count / Limits.blockBytes + 1) * Limits.blockOverhead
    }
    return cost
  }
}
