/// A part of a trace whose figures are kept apart: the warm-up, or a window of time.
package struct ReplayStretch: Hashable, Sendable, Codable {
  /// Counted in no total: the cache fills.
  package var isWarmUp: Bool
  /// Seconds since the first request; of a window without width, of its first request.
  package var start: Int
  package var requests = 0
  package var octets = 0
}

/// Cuts a trace into warm-up and windows.
package struct ReplayDivision: Sendable {
  /// How long the caches fill before anything counts.
  package enum WarmUp: Hashable, Sendable {
    case none
    case requests(Int)
    case seconds(Int)
  }

  /// Requests of one stretch in a batch; `begins`: they are the first of it.
  package struct Piece: Hashable, Sendable {
    package var range: Range<Int>
    package var begins: Bool
  }

  private let warmUp: WarmUp
  private let window: Int?
  private var number = 0
  private var start: Int?
  package private(set) var stretches: [ReplayStretch] = []

  /// - Parameter window: seconds of a window; one for the whole trace if nil.
  package init(warmUp: WarmUp = .none, window: Int? = nil) {
    (self.warmUp, self.window) = (warmUp, window)
  }

  /// Counts all of `batch`; the ranges are those of the requests that `sample` keeps.
  package mutating func pieces(of batch: [Request], sample: SpatialSample? = nil) -> [Piece] {
    var pieces: [Piece] = []
    var index = 0
    for request in batch {
      let first = start ?? request.time
      start = first
      let next = stretch(of: request.time - first)
      if stretches.last.map({ $0.isWarmUp != next.isWarmUp || $0.start != next.start }) ?? true {
        stretches.append(next)
        pieces.append(Piece(range: index..<index, begins: true))
      } else if pieces.isEmpty {
        pieces.append(Piece(range: 0..<0, begins: false))
      }
      if sample?.contains(request.id) ?? true { index += 1 }
      pieces[pieces.count - 1].range = pieces[pieces.count - 1].range.lowerBound..<index
      stretches[stretches.count - 1].requests += 1
      stretches[stretches.count - 1].octets += request.size
      number += 1
    }
    return pieces
  }

  private func stretch(of time: Int) -> ReplayStretch {
    let isWarmUp =
      switch warmUp {
      case .none: false
      case .requests(let count): number < count
      case .seconds(let seconds): time < seconds
      }
    if isWarmUp { return ReplayStretch(isWarmUp: true, start: 0) }
    guard let window else {
      return ReplayStretch(
        isWarmUp: false, start: stretches.last.flatMap { $0.isWarmUp ? nil : $0.start } ?? time)
    }
    return ReplayStretch(isWarmUp: false, start: time / window * window)
  }
}
