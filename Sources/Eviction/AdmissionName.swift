/// The admission filters.
public enum AdmissionName: String, CaseIterable, Sendable {
  case secondhit, bloom, prob, size, tinylfu, adaptsize

  /// One line for a list of filters.
  public var summary: String {
    switch self {
    case .secondhit: "from the second miss on, remembered exactly"
    case .bloom: "from the second miss on, as far as two Bloom filters remember"
    case .prob: "by chance, p e^(-x size)"
    case .size: "objects up to a size"
    case .tinylfu: "asked for more often lately than who would leave"
    case .adaptsize: "by chance, the less the larger, fitted to the traffic"
    }
  }

  public var parameters: [PolicyParameter] {
    switch self {
    case .secondhit: []
    case .bloom:
      [
        .whole("objects", 1_000_000, 1...1_000_000_000, "that a filter remembers"),
        .number("error", 0.001, 0.000001...0.5, "share of first misses let in by mistake"),
      ]
    case .prob:
      [
        .share("p", 1, "the chance of an object of size 0"),
        .number("x", 0, 0...1, "how fast the chance falls, per octet"),
      ]
    case .size: [.octets("max", 1 << 20, "of an object that may enter")]
    case .tinylfu:
      [
        .whole(
          "objects", 10000, 1...100_000_000,
          "in the cache, about; counts are halved every ten times as many requests")
      ]
    case .adaptsize:
      [
        .whole("interval", 30000, 1...1_000_000_000, "requests between two fittings"),
        .whole("iterations", 15, 0...1000, "of the search in a fitting"),
      ]
    }
  }
}
