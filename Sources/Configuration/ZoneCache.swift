import Primitives
import Synchronization
import Zones

/// Zones that were read before, so that a reload parses only the files whose content is another.
///
/// Files are told apart by 128 bits of hash and their length. One that includes others is always read again: what it
/// includes may have changed.
package final class ZoneCache: Sendable {
  struct Entry: Sendable {
    let octets: Int
    let hashes: [UInt64]
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

  /// The zone of a file with this content; `read` makes it if the content is new.
  func zone(
    path: String, octets: [UInt8], read: () -> (zone: Zone?, diagnostics: [Diagnostic])
  ) -> (zone: Zone?, diagnostics: [Diagnostic]) {
    let hashes = [UInt64(0), 1].map { KeyedHash(seed: $0)(octets.span) }
    let known = state.withLock { state -> Entry? in
      guard let entry = state.entries[path], entry.octets == octets.count, entry.hashes == hashes else {
        return nil
      }
      state.reused += 1
      return entry
    }
    if let known { return (known.zone, known.faults) }
    let (zone, faults) = read()
    let entry = zone.flatMap { zone in
      Self.includesOthers(octets)
        ? nil : Entry(octets: octets.count, hashes: hashes, zone: zone, faults: faults)
    }
    state.withLock { $0.entries[path] = entry }
    return (zone, faults)
  }

  /// Forgets files that are gone.
  func keep(_ paths: [String]) {
    let kept = Set(paths)
    state.withLock { state in state.entries = state.entries.filter { kept.contains($0.key) } }
  }

  /// Whether `$INCLUDE` stands anywhere, in any case.
  private static func includesOthers(_ octets: [UInt8]) -> Bool {
    let word = Array("$include".utf8)
    guard octets.count >= word.count else { return false }
    return octets.indices.dropLast(word.count - 1).contains { start in
      octets[start] == word[0]
        && word.indices.allSatisfy { octets[start + $0].asciiLowercased == word[$0] }
    }
  }
}
