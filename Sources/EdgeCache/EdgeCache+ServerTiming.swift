import HTTPWire
import Primitives

// `Server-Timing` (W3C), as a response headers policy asks for it: what the edge did, and how long it took.

extension EdgeCache {
  /// Puts the line before the blank line that ends `head`, if the policy and the draw, or the viewer, want it.
  func appendServerTiming(to head: inout [UInt8], of exchange: Exchange, now: Instant) {
    guard let rate = exchange.behavior?.responseHeaders?.serverTimingSamplingRate else { return }
    guard exchange.request.fields.list(.pragma, contains: "server-timing") || identity.samples(rate) else {
      return
    }
    let idStart = head.count - 4 - Identity.requestIDCount
    head.removeLast(2)
    head.append("Server-Timing: ")
    switch exchange.result {
    case .hit: head.append("cdn-cache-hit")
    case .refreshHit: head.append("cdn-cache-refresh")
    case .miss, .error, .redirect, .limitExceeded, .capacityExceeded: head.append("cdn-cache-miss")
    }
    head.append(",cdn-pop;desc=\"")
    head.append(contentsOf: identity.pop)
    head.append("\",cdn-rid;desc=\"")
    for place in idStart..<idStart + Identity.requestIDCount { head.append(head[place]) }
    head.append("\"")
    if exchange.result == .hit || exchange.layer != nil {
      head.append(",cdn-hit-layer;desc=\"")
      head.append(exchange.layer.layerName)
      head.append("\"")
    }
    if let asked = exchange.originAskedAt, exchange.result != .hit {
      // The layer that asked the origin.
      head.append(",cdn-upstream-layer;desc=\"")
      head.append(exchange.askingLayer.layerName)
      head.append("\"")
      Self.append(",cdn-upstream-fbl;dur=", from: asked, to: now, to: &head)
    }
    Self.append(",cdn-downstream-fbl;dur=", from: exchange.startedAt, to: now, to: &head)
    head.append("\r\n\r\n")
  }

  /// Whole milliseconds.
  private static func append(
    _ name: StaticString, from start: Instant, to end: Instant, to head: inout [UInt8]
  ) {
    head.append(name)
    let nanoseconds = end.nanosecondsSinceEpoch &- start.nanosecondsSinceEpoch
    head.append(decimal: Int(max(0, nanoseconds) / 1_000_000))
  }
}

extension CacheTier.Role? {
  /// As the guide names them.
  fileprivate var layerName: StaticString {
    switch self {
    case .edge, nil: "EDGE"
    case .regional: "REC"
    case .originShield: "Origin Shield"
    }
  }
}
