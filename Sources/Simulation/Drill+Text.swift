import Primitives

extension Drill.Action: CustomStringConvertible {
  package var description: String {
    switch self {
    case .fault(let origin, let fault): "fault on \(origin): \(fault.words.joined(separator: " "))"
    case .clear(let origin): "\(origin) is mended"
    case .force(let check, let status): "\(check) is forced \(status.rawValue)"
    }
  }
}

extension Drill {
  /// The same without haste: on the virtual clock there is no reason for any.
  package var inRealTime: Drill {
    var drill = self
    drill.timeScale = 1
    return drill
  }
}

extension Duration {
  /// In seconds.
  package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

  /// `63.2 s`
  package var inSeconds: String {
    let tenths = Int64((seconds * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10) s"
  }
}
