import Traces

/// The batches of a trace, cut into stretches and sampled, one ahead of those who replay them.
struct Supply {
  private var source: any TraceSource
  private let sample: SpatialSample?
  private(set) var division: ReplayDivision
  private let next: NextPositions?
  /// Of the positions that the trace itself carries.
  private var check: NextPositionCheck?
  private var number = 1
  private var prepared: Result<Batch, any Error> = .success(Batch())
  /// Room for a batch to come, of one that has been replayed: fresh memory would cost more than the requests in it.
  private var room = Batch()
  /// More caches than one look for the objects of each batch.
  private let numbersObjects: Bool

  struct Batch {
    /// None at the end of the trace; before, a sample may have left none too.
    var requests: [Request] = []
    /// Of the requests; nil where that is not worth it.
    var objects: BatchObjects?
    /// None at the end of the trace only.
    var pieces: [ReplayDivision.Piece] = []
  }

  init(
    source: any TraceSource, sample: SpatialSample?, division: ReplayDivision, next: NextPositions?,
    check: NextPositionCheck?, numbersObjects: Bool
  ) {
    (self.source, self.sample, self.division) = (source, sample, division)
    (self.next, self.check, self.numbersObjects) = (next, check, numbersObjects)
  }

  var share: Double? { source.share }

  mutating func prepare() {
    var batch = Batch()
    swap(&batch, &room)
    if numbersObjects, batch.objects == nil { batch.objects = BatchObjects() }
    batch.requests.reserveCapacity(Limits.batch)
    prepared = Result {
      try source.next(&batch.requests)
      guard check?.accepts(batch.requests) ?? true, !batch.requests.isEmpty || check?.acceptsEnd ?? true
      else { throw WrongNextPositions() }
      batch.pieces = division.pieces(of: batch.requests, sample: sample)
      sample?.keep(&batch.requests)
      next?.fill(&batch.requests, number: number)
      number += batch.requests.count
      batch.objects?.number(batch.requests)
      return batch
    }
  }

  mutating func take() throws -> Batch {
    defer { prepared = .success(Batch()) }
    return try prepared.get()
  }

  /// Everybody has seen the batch.
  mutating func giveBack(_ batch: consuming Batch) { room = batch }
}

/// Positions of next requests in a trace are missing, or those of another trace.
package struct WrongNextPositions: Error {}
