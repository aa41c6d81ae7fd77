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
      invalidationsUnderWay[made.id] = workers.count
      for worker in workers { worker.post(.invalidate(id: made.id, paths, distribution: distribution)) }
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

  /// One worker more has done it; after the last it is in effect everywhere.
  func invalidated(_ id: String) {
    guard let missing = invalidationsUnderWay[id] else { return }
    invalidationsUnderWay[id] = missing > 1 ? missing - 1 : nil
    if missing == 1 { invalidations.complete(id) }
  }
}
