import EdgeCache
import HTTPWire
import Primitives
import Simulation

/// The built-in origins and what is wrong with them at the moment.
struct OriginState {
  /// What becomes of a request that has reached an origin.
  enum Fate {
    /// Nobody listens.
    case refused
    /// Closed without an answer.
    case reset
    /// No answer, however long one waits.
    case silence
    /// The first octet comes after so many nanoseconds.
    case answer(after: Int64)
  }

  private let origins: [String: VirtualOrigin]
  private(set) var faults: [String: OriginFault] = [:]
  private var draws: RandomStream
  private let startedAt: Instant

  init(_ origins: [VirtualOrigin], seed: UInt64, startedAt: Instant) {
    self.origins = Dictionary(origins.map { ($0.name, $0) }) { first, _ in first }
    draws = RandomStream(seed: seed, kind: "origin")
    self.startedAt = startedAt
  }

  func has(_ name: String) -> Bool { origins[name] != nil }

  func fault(of name: String) -> OriginFault { faults[name] ?? OriginFault() }

  mutating func set(_ fault: OriginFault, of name: String) { faults[name] = fault.isNone ? nil : fault }

  /// A request comes to the origin.
  mutating func receive(_ target: Span<UInt8>, _ name: String) -> Fate {
    let fault = fault(of: name)
    if fault.refuses { return .refused }
    if fault.dropShare > 0, draws.uniform() < fault.dropShare { return .reset }
    if fault.hangs { return .silence }
    let latency = fault.status == nil ? origins[name]?.latency(of: target) ?? .zero : .zero
    return .answer(after: (fault.delay + latency).nanoseconds)
  }

  /// What it answers, now that the time has come.
  func answer(_ request: borrowing RequestHead, of name: String, now: Instant) -> (ResponseHead, size: Int) {
    if let status = fault(of: name).status { return VirtualOrigin.failure(status, now: now) }
    guard let origin = origins[name] else { return VirtualOrigin.failure(404, now: now) }
    return origin.answer(request, now: now, startedAt: startedAt)
  }
}

extension Duration {
  /// Whole nanoseconds.
  package var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
