import EdgeCache
import EventLoop

/// Invalidations: the main thread keeps the ledger, every worker empties its caches.
extension Lab {
  func invalidate(
    _ batch: InvalidationBatch, of named: String?
  ) throws(InvalidationBatch.Refused) -> InvalidationStatus {
    guard !isDraining else { throw InvalidationBatch.Refused(status: 503, "the lab is ending") }
    let distribution = try distribution(named)
    let paths = try batch.paths()
    do throws(InvalidationLedger.Refused) {
      let (made, isNew) = try invalidations.create(
        paths, in: distribution, callerReference: batch.callerReference, now: loop.now)
      guard isNew else { return InvalidationStatus(made) }
      log.notice("invalidation \(made.id) of \(distribution): \(paths.count) paths and tags")
      // Without regional caches nobody is handed an old copy.
      let rounds = configuration.regionalCaches.isEmpty ? 1 : CacheTier.invalidationRounds
      invalidationsUnderWay[made.id] = InvalidationUnderWay(
        paths: paths, distribution: distribution, roundsLeft: rounds, missing: 0)
      beginRound(of: made.id)
      return InvalidationStatus(made)
    } catch {
      throw InvalidationBatch.Refused(error)
    }
  }

  private func distribution(_ named: String?) throws(InvalidationBatch.Refused) -> String {
    let known = configuration.distributions.map(\.id)
    if let named, known.contains(named) { return named }
    if named == nil, known.count == 1 { return known[0] }
    let list = known.joined(separator: ", ")
    throw InvalidationBatch.Refused(
      status: named == nil ? 400 : 404,
      named.map { "NoSuchDistribution: there is no distribution '\($0)'; there are \(list)" }
        ?? "MissingArgument: say which distribution: \(list)")
  }

  var invalidationStatus: [InvalidationStatus] { invalidations.invalidations.map(InvalidationStatus.init) }

  /// Tells every worker, once more.
  private func beginRound(of id: String) {
    guard var work = invalidationsUnderWay[id] else { return }
    guard work.roundsLeft > 0 else {
      invalidationsUnderWay[id] = nil
      return invalidations.complete(id)
    }
    work.roundsLeft -= 1
    work.missing = workers.count
    invalidationsUnderWay[id] = work
    for worker in workers {
      worker.post(
        .invalidate(
          id: id, work.paths, distribution: work.distribution, isLast: work.roundsLeft == 0))
    }
  }

  /// One worker more has done it; after the last of the last round it is in effect everywhere.
  func invalidated(_ id: String) {
    invalidationsUnderWay[id]?.missing -= 1
    if invalidationsUnderWay[id]?.missing == 0 { beginRound(of: id) }
  }
}

/// What workers are being told; see `CacheTier.invalidationRounds`.
struct InvalidationUnderWay {
  let paths: [InvalidationPath]
  let distribution: String
  var roundsLeft: Int
  /// Workers that have not done it yet in this round.
  var missing: Int
}
