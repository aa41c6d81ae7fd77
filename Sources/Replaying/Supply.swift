import Traces

/// The batches of a trace, cut into stretches and sampled, one ahead of those who replay them.
struct Supply {
  private var source: any TraceSource
  private let sample: SpatialSample?
  private(set) var division: ReplayDivision
  private let next: NextPositions?
  private var number = 1
  private var prepared: Result<Batch, any Error> = .success(Batch())

  struct Batch {
    /// None at the end of the trace; before, a sample may have left none too.
    var requests: [Request] = []
    /// None at the end of the trace only.
    var pieces: [ReplayDivision.Piece] = []
  }

  init(
    source: any TraceSource, sample: SpatialSample?, division: ReplayDivision, next: NextPositions?
  ) {
    (self.source, self.sample, self.division, self.next) = (source, sample, division, next)
  }

  var share: Double? { source.share }

  mutating func prepare() {
    var batch = Batch()
    batch.requests.reserveCapacity(Limits.batch)
    prepared = Result {
      try source.next(&batch.requests)
      batch.pieces = division.pieces(of: batch.requests, sample: sample)
      sample?.keep(&batch.requests)
      next?.fill(&batch.requests, number: number)
      number += batch.requests.count
      return batch
    }
  }

  mutating func take() throws -> Batch {
    defer { prepared = .success(Batch()) }
    return try prepared.get()
  }
}
