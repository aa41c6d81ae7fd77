import Primitives

/// The invalidations of a lab by `CreateInvalidation`'s rules: what is in progress, what is done, what is refused.
package struct InvalidationLedger: Sendable {
  /// What may be in progress at once; CloudFront's numbers.
  package struct Quotas: Hashable, Sendable {
    /// Paths without `*`, and tags.
    package var paths: Int
    /// Paths with `*`, counted apart.
    package var wildcards: Int

    package init(paths: Int = 3_000, wildcards: Int = 15) {
      (self.paths, self.wildcards) = (paths, wildcards)
    }
  }

  /// By the names of the API's errors.
  package enum Refused: Error, Hashable, Sendable, CustomStringConvertible {
    case invalidationBatchAlreadyExists(callerReference: String)
    case batchTooLarge(Quotas)
    case tooManyInvalidationsInProgress(Quotas)

    package var description: String {
      switch self {
      case .invalidationBatchAlreadyExists(let reference):
        "InvalidationBatchAlreadyExists: the caller reference '\(reference)' was used with other paths; give a new one"
      case .batchTooLarge(let quotas):
        "BatchTooLarge: one batch takes \(quotas.paths) paths and tags and \(quotas.wildcards) paths with *; split it"
      case .tooManyInvalidationsInProgress(let quotas):
        "TooManyInvalidationsInProgress: \(quotas.paths) paths and \(quotas.wildcards) paths with * may be in "
          + "progress at once; try again when some are completed"
      }
    }
  }

  /// The newest last; completed ones beyond `Limits.invalidationsKept` are forgotten, the oldest first.
  package private(set) var invalidations: [Invalidation] = []
  package var quotas: Quotas
  private let seed: UInt64
  private var number: UInt64 = 0

  package init(seed: UInt64, quotas: Quotas = Quotas()) { (self.seed, self.quotas) = (seed, quotas) }

  /// A new invalidation, in progress; or the one that had the same reference and the same paths, as it is.
  package mutating func create(
    _ paths: [InvalidationPath], in distributionID: String, callerReference: String, now: Instant
  ) throws(Refused) -> (invalidation: Invalidation, isNew: Bool) {
    let same = invalidations.first {
      $0.distributionID == distributionID && $0.callerReference == callerReference
    }
    if let same {
      guard same.paths == paths else {
        throw .invalidationBatchAlreadyExists(callerReference: callerReference)
      }
      return (same, false)
    }
    try check(paths)
    number += 1
    let invalidation = Invalidation(
      id: Self.id(number, seed: seed), distributionID: distributionID, paths: paths,
      callerReference: callerReference, createTime: now, status: .inProgress)
    invalidations.append(invalidation)
    return (invalidation, true)
  }

  /// Every cache has done what it says.
  package mutating func complete(_ id: String) {
    guard let index = invalidations.firstIndex(where: { $0.id == id }) else { return }
    invalidations[index].status = .completed
    guard invalidations.count > Limits.invalidationsKept,
      let oldest = invalidations.firstIndex(where: { $0.status == .completed })
    else { return }
    invalidations.remove(at: oldest)
  }

  package subscript(id: String) -> Invalidation? { invalidations.first { $0.id == id } }

  private func check(_ paths: [InvalidationPath]) throws(Refused) {
    let (single, wildcards) = Self.count(paths)
    guard single <= quotas.paths, wildcards <= quotas.wildcards else { throw .batchTooLarge(quotas) }
    let underWay = Self.count(invalidations.filter { $0.status == .inProgress }.flatMap(\.paths))
    guard single + underWay.single <= quotas.paths, wildcards + underWay.wildcards <= quotas.wildcards else {
      throw .tooManyInvalidationsInProgress(quotas)
    }
  }

  private static func count(_ paths: [InvalidationPath]) -> (single: Int, wildcards: Int) {
    let wildcards = paths.reduce(0) { $0 + ($1.isWildcard ? 1 : 0) }
    return (paths.count - wildcards, wildcards)
  }

  /// `I` and thirteen letters and digits, as at CloudFront.
  private static func id(_ number: UInt64, seed: UInt64) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    var bits = KeyedHash(seed: seed &+ 5)(Array("\(number)".utf8).span)
    var id = "I"
    for _ in 0..<12 {
      id.append(digits[Int(bits % 36)])
      bits /= 36
    }
    // The last from the number itself: two in a row never look alike.
    id.append(digits[Int(number % 36)])
    return id
  }
}

/// A batch of paths and tags of one distribution that are to leave every cache: `Invalidation` of the CloudFront API.
package struct Invalidation: Hashable, Sendable {
  package enum Status: String, Hashable, Sendable {
    case inProgress = "InProgress"
    /// Effective in every cache.
    case completed = "Completed"
  }

  package var id: String
  /// `Distribution.id`
  package var distributionID: String
  package var paths: [InvalidationPath]
  package var callerReference: String
  package var createTime: Instant
  package var status: Status
}
