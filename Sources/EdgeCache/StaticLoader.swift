import Primitives

/// What of a distribution's static content is to be loaded into one point of presence next, and when.
///
/// ```
///            next                 ended, loaded         after refreshSeconds
///  due ────────────▶ loading ───────────────────▶ loaded ────────────────────▶ due, to be refreshed
///   ▲                   │ ended, not loaded
///   ╰─ after a while ── failed
/// ```
package struct StaticLoader: Sendable {
  /// Who accepts compressed content and who does not may have copies of their own; both are loaded.
  package static let encodings = ["", "br, gzip"]

  package struct Load: Hashable, Sendable {
    package let item: Int
    package let target: String
    /// For `Accept-Encoding`; empty for no field.
    package let encoding: String
    /// The origin is asked even where the copy is fresh.
    package let refreshes: Bool
  }

  package struct Progress: Hashable, Sendable {
    package var items = 0
    /// And still there.
    package var loaded = 0
    /// Loaded, and gone since: not pinned, or beyond what may be.
    package var evicted = 0
    /// Could not be loaded the last time.
    package var failed = 0
    /// The first of them.
    package var failures: [Failure] = []
    /// Due, or on their way.
    package var pending: Int { items - loaded - evicted - failed }
  }

  package enum Outcome: Hashable, Sendable {
    /// The copy is in the store.
    case loaded
    /// It is not. Where the status is no error the answer was one that is not kept, or had no room.
    case failed(status: UInt16)
  }

  package struct Failure: Hashable, Sendable {
    package let target: String
    package let status: UInt16
  }

  package let content: StaticContent
  private enum State: Hashable { case due, loading, ended(Outcome) }
  private var states: [State]
  private var refreshes: [Bool]
  /// Those that are due, the next first; what stands before `first` has been taken.
  private var queue: [Int]
  private var first = 0
  /// When those that are loaded or failed become due again, each in the order of time.
  private var refreshing: [(item: Int, at: Instant)] = []
  private var retrying: [(item: Int, at: Instant)] = []
  private var nextStart = Instant.distantPast
  private var underWay = 0

  /// `refreshes`: the origin is asked even for what is fresh.
  package init(_ content: StaticContent, refreshes isChanged: Bool = false) {
    self.content = content
    let count = content.targets.count * Self.encodings.count
    states = Array(repeating: .due, count: count)
    refreshes = Array(repeating: isChanged, count: count)
    queue = Array(0..<count)
  }

  /// `isThere`: whether the store still has what was loaded.
  package func progress(where isThere: (_ item: Int) -> Bool = { _ in true }) -> Progress {
    var progress = Progress(items: states.count)
    for (item, state) in states.enumerated() {
      switch state {
      case .due, .loading: break
      case .ended(.failed(let status)):
        progress.failed += 1
        let failure = Failure(target: content.targets[item / Self.encodings.count], status: status)
        if progress.failures.count < Limits.failuresShown, progress.failures.last != failure {
          progress.failures.append(failure)
        }
      case .ended(.loaded): if isThere(item) { progress.loaded += 1 } else { progress.evicted += 1 }
      }
    }
    return progress
  }

  /// The load to begin now; nil: none, until `wake`, or until one under way has ended.
  package mutating func next(at now: Instant) -> Load? {
    takeDue(at: now)
    guard first < queue.count, underWay < Limits.preloadsAtOnce, now >= nextStart else { return nil }
    let item = queue[first]
    first += 1
    if first == queue.count { (queue, first) = ([], 0) }
    underWay += 1
    states[item] = .loading
    // From now on: time that was not used is no credit.
    nextStart = now.advanced(byNanoseconds: 1_000_000_000 / Int64(max(1, content.objectsPerSecond)))
    return Load(
      item: item, target: content.targets[item / Self.encodings.count],
      encoding: Self.encodings[item % Self.encodings.count], refreshes: refreshes[item])
  }

  /// When `next` is to be asked again; nil: not before a load under way has ended.
  package var wake: Instant? {
    if first < queue.count { return underWay < Limits.preloadsAtOnce ? nextStart : nil }
    return [refreshing.first?.at, retrying.first?.at].compactMap { $0 }.min()
  }

  /// A load has ended.
  package mutating func ended(_ item: Int, _ outcome: Outcome, at now: Instant) {
    guard states[item] == .loading else { return }
    underWay -= 1
    states[item] = .ended(outcome)
    refreshes[item] = outcome == .loaded
    if outcome != .loaded {
      retrying.append((item, now.advanced(bySeconds: Limits.preloadRetrySeconds)))
    } else if let seconds = content.refreshSeconds {
      refreshing.append((item, now.advanced(bySeconds: Int64(seconds))))
    }
  }

  /// All is due at once, to be asked of the origin again.
  package mutating func restart() {
    (refreshing, retrying) = ([], [])
    for item in states.indices {
      guard case .ended = states[item] else { continue }
      makeDue(item)
      // An error that is held is not what was asked for.
      refreshes[item] = true
    }
  }

  /// Loads again what is not in the store any more.
  package mutating func replace(where isMissing: (Int) -> Bool) {
    for item in states.indices where states[item] == .ended(.loaded) && isMissing(item) {
      refreshing.removeAll { $0.item == item }
      makeDue(item)
      refreshes[item] = false
    }
  }

  private mutating func takeDue(at now: Instant) {
    while let next = refreshing.first, next.at <= now { makeDue(refreshing.removeFirst().item) }
    while let next = retrying.first, next.at <= now { makeDue(retrying.removeFirst().item) }
  }

  private mutating func makeDue(_ item: Int) {
    states[item] = .due
    queue.append(item)
  }
}
