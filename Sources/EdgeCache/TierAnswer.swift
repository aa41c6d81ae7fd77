import HTTPWire
import Primitives

/// What one cache of the edge tells the one that asked it about its answer, beside the fields for viewers:
/// `X-Edge-Answer`. It goes no further.
struct TierAnswer: Hashable {
  static let fieldName: StaticString = "X-Edge-Answer"

  var result: ResultType
  var reason: ResultReason
  /// Where the copy was; nil where the origin was asked.
  var layer: CacheTier.Role?
  /// Seconds that the answer may still be used without asking again, below zero where it is stale; nil: it was not
  /// to be stored. The cache that asked counts down from there, so that no tier adds to an object's life.
  var secondsLeft: Int64?

  init(result: ResultType, reason: ResultReason, layer: CacheTier.Role?, secondsLeft: Int64?) {
    (self.result, self.reason, self.layer, self.secondsLeft) = (result, reason, layer, secondsLeft)
  }

  init?(_ fields: borrowing Fields) {
    let words = fields.words(of: Self.fieldName)
    guard words.count == 4,
      let result = ResultType.allCases.first(where: { $0.text.description == words[0] }),
      let reason = ResultReason(rawValue: words[1])
    else { return nil }
    self.init(
      result: result, reason: reason, layer: CacheTier.Role(rawValue: words[2]),
      secondsLeft: Int64(words[3]))
  }

  /// `Hit fresh regional 37`
  func append(to head: inout [UInt8]) {
    head.append(Self.fieldName)
    head.append(": ")
    head.append(result.text)
    head.append(" ")
    head.append(contentsOf: reason.rawValue.utf8)
    head.append(" ")
    head.append(contentsOf: (layer?.rawValue ?? "-").utf8)
    head.append(" ")
    head.append(contentsOf: (secondsLeft.map { "\($0)" } ?? "-").utf8)
    head.append("\r\n")
  }

  /// Why the origin could not be asked, where that is what it tells.
  var failure: OriginFailure? {
    guard result == .error else { return nil }
    return OriginFailure.allCases.first { $0.reason == reason }
  }
}
