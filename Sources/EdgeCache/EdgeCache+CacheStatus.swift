import HTTPWire
import Primitives

// `Cache-Status` (RFC 9211): the `ResultReason` of an answer in the words of the standard.

extension EdgeCache {
  /// `Cache-Status: edgesim; fwd=miss; fwd-status=200; stored; ttl=60; key="…"; detail=not-stored`. Comes after what
  /// caches nearer to the origin have written (section 2); those of the edge are `edgesim/us-east-1`. Allocates nothing.
  func appendCacheStatus(
    to head: inout [UInt8], of exchange: Exchange, _ response: StoredResponse, now: Instant
  ) {
    head.append("Cache-Status: edgesim")
    if case .regional(let region) = tier {
      head.append("/")
      head.append(contentsOf: region.utf8)
    }
    if exchange.isAnsweredFromStore {
      head.append("; hit")
    } else if let word = exchange.forwardReason {
      head.append("; fwd=")
      head.append(word)
      if exchange.originStatus > 0 {
        head.append("; fwd-status=")
        head.append(decimal: Int(exchange.originStatus))
      }
      if exchange.result != .hit, exchange.fetch?.isStoring == true { head.append("; stored") }
      if exchange.reason == .collapsed { head.append("; collapsed") }
    }
    if response.hasLifetime {
      let left = response.secondsLeft(at: now)
      head.append(left < 0 ? "; ttl=-" : "; ttl=")
      head.append(decimal: Int(left.magnitude & 0x7FFF_FFFF_FFFF_FFFF))
    }
    if let hash = response.keyHash {
      // The key itself is long and not for everyone's eyes; the same hash means the same key in this PoP.
      head.append("; key=\"")
      head.append(hex: hash)
      head.append("\"")
    }
    head.append("; detail=")
    head.append(contentsOf: exchange.reason.rawValue.utf8)
    head.append("\r\n")
  }
}

extension Exchange {
  /// Without asking the origin (section 2.1).
  fileprivate var isAnsweredFromStore: Bool {
    switch reason {
    case .fresh, .staticContent, .staleWhileRevalidate, .staleAccepted, .errorHeld: true
    case .staleOnError: result == .hit && originStatus == 0
    default: false
    }
  }

  /// Why the origin was asked (section 2.2); nil where it was not.
  fileprivate var forwardReason: StaticString? {
    if let context = fetch?.context {
      if !context.behavior.caches(request.method) { return "method" }
      if context.behavior.isCachingDisabled { return "bypass" }
      if context.stale != nil { return reason == .requestDirective ? "request" : "stale" }
    }
    switch reason {
    case .methodNotCached: return "method"
    case .cachingDisabled: return "bypass"
    case .requestDirective: return "request"
    case .replaced, .revalidated, .staleOnError: return "stale"
    case .notStored, .notShareable, .collapsed, .regionalHit, .originShieldHit, .originStatus,
      .originConnectRefused, .originConnectTimeout,
      .originReadTimeout, .originCompletionTimeout, .originHandshakeFailed, .originUntrustedCertificate,
      .originReset, .originInvalidResponse, .originTruncatedBody, .originNameNotResolved, .originBusy,
      .viewerGone:
      return "miss"
    default: return nil
    }
  }
}

extension [UInt8] {
  /// Sixteen digits.
  fileprivate mutating func append(hex value: UInt64) {
    for shift in stride(from: UInt64(60), through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
    }
  }
}
