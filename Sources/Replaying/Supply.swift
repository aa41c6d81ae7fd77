import Traces

/// The batches of a trace, one ahead of those who replay them.
struct Supply {
  private var source: any TraceSource
  private let sample: SpatialSample?
  private let next: NextPositions?
  private var number = 1
  private var prepared: Result<[Request], any Error> = .success([])

  init(source: any TraceSource, sample: SpatialSample?, next: NextPositions?) {
    (self.source, self.sample, self.next) = (source, sample, next)
  }

  var share: Double? { source.share }

  mutating func prepare() {
    var batch: [Request] = []
    batch.reserveCapacity(Limits.batch)
    prepared = Result {
      repeat {
        try source.next(&batch)
        if batch.isEmpty { break }
        sample?.keep(&batch)
      } while batch.isEmpty
      next?.fill(&batch, number: number)
      number += batch.count
      return batch
    }
  }

  mutating func take() throws -> [Request] {
    defer { prepared = .success([]) }
    return try prepared.get()
  }
}
