import Primitives
import Synchronization
import Zones

/// Zones that were read before, so that a reload parses only the files whose content is another.
///
/// Files are told apart by 128 bits of hash and their length. One that includes others is always read again: what it
/// includes may have changed.
package final class ZoneCache: Sendable {
  /// What tells a file's content from another.
  struct Content: Equatable, Sendable {
    private let octets: Int
    private let hashes: [UInt64]

    init(_ octets: borrowing [UInt8]) {
      let span = octets.span
      (self.octets, hashes) = (span.count, [KeyedHash(seed: 0)(span), KeyedHash(seed: 1)(span)])
    }
  }

  struct Entry: Sendable {
    let content: Content
    let zone: Zone
    /// Warnings; a file with errors is not kept.
    let faults: [Diagnostic]
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var reused = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// Zones taken from the cache so far.
  package var reused: Int { state.withLock { $0.reused } }

  /// What `path` held when it was read last, if that was `content`.
  func entry(_ path: String, _ content: Content) -> Entry? {
    state.withLock { state in
      guard let entry = state.entries[path], entry.content == content else { return nil }
      state.reused += 1
      return entry
    }
  }

  /// Remembers the zone of `path`; nil forgets it.
  func set(_ entry: Entry?, for path: String) { state.withLock { $0.entries[path] = entry } }

  /// Forgets files that are gone.
  func keep(_ paths: [String]) {
    let kept = Set(paths)
    state.withLock { state in state.entries = state.entries.filter { kept.contains($0.key) } }
  }
}
