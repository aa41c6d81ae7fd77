/// Whether the positions of next requests that a trace carries are those of this trace. What was cut out of a longer one,
/// or filtered, often has those of the longer one.
///
/// One object in 64 is followed from request to request, which takes next to no time and memory, and finds whatever is
/// wrong with positions as such. Positions beyond the end are right: they are never reached, as in the first part of a
/// longer trace.
package struct NextPositionCheck: Sendable {
  private static let share = 1.0 / 64

  private let sample = SpatialSample(rate: share)
  /// Of objects that are followed: where the last request says that the next one is. Looked up only.
  private var expected: [UInt64: Int] = [:]
  private var number = 0

  package init() {}

  /// False: a position is not where the object is asked for next, or there is none.
  package mutating func accepts(_ batch: [Request]) -> Bool {
    for request in batch {
      number += 1
      guard request.next > number else { return false }
      guard sample?.contains(request.id) ?? true else { continue }
      if let position = expected.updateValue(request.next, forKey: request.id), position != number {
        return false
      }
    }
    return true
  }

  /// The same at the end of the trace: false if an object was to be asked for again, and was not.
  package var acceptsEnd: Bool { expected.values.allSatisfy { $0 > number } }
}
