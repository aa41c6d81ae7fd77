import Geo
import Primitives
import Routing
import Traces

/// Which point of presence a viewer is served by.
package enum ViewerSplit: String, Sendable, CaseIterable {
  /// The one that the log names, if there is such a one; else the nearest, as DNS answers; the first where nobody knows the
  /// address.
  case place
  /// Any, but always the same: by a hash of the address.
  case client
  /// By a hash of what is asked for.
  case key

  func point(
    _ line: LogLine, _ log: Span<UInt8>, client: IPAddress?, id: UInt64, _ directory: EdgeDirectory
  ) -> Int {
    let points = directory.pointsOfPresence
    guard points.count > 1 else { return 0 }
    switch self {
    case .place:
      if let place = line.edgeLocation {
        let name = log.extracting(place).text
        if let point = points.firstIndex(where: { $0.id == name }) { return point }
      }
      guard let client else { return 0 }
      return directory.edge(for: 0, client: client, family: client.family)?.point ?? 0
    case .client:
      let hash = KeyedHash(seed: 1)(log.extracting(line.client ?? 0..<0))
      return Int(hash.multipliedFullWidth(by: UInt64(points.count)).high)
    case .key: return Int((id &* 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: UInt64(points.count)).high)
    }
  }
}
