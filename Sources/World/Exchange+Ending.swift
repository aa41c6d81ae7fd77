import EdgeCache

extension Exchange {
  /// How the answer to a request ended.
  enum Ending: Equatable {
    case status(UInt16)
    /// Before it was whole.
    case cut

    /// In words; nil: it went well.
    var failure: String? {
      switch self {
      case .status(let status): (200..<400).contains(status) ? nil : "status \(status)"
      case .cut: "connection closed before the answer was whole"
      }
    }
  }

  /// Reads what has come; nil: more is to come.
  func read() -> Ending? {
    guard phase == .responding else { return nil }
    guard let body else { return .status(status) }
    if body.isFailed { return .cut }
    advance(to: body.count)
    return body.isComplete ? .status(status) : nil
  }
}
