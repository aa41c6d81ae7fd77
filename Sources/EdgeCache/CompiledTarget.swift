import HTTPWire
import Primitives

/// An `Origin` with its names as bytes.
final class CompiledOrigin {
  let origin: Origin
  let s3Region: String?
  let customHeaderNames: [[UInt8]]

  init(_ origin: Origin) {
    self.origin = origin
    s3Region = origin.s3Region
    customHeaderNames = origin.customHeaders.map { Array($0.name.utf8) }
  }

  /// Whether a request of a viewer over `scheme` goes there with TLS (`OriginProtocolPolicy`).
  func usesTLS(for scheme: Exchange.Scheme) -> Bool {
    switch origin.protocolPolicy {
    case .httpOnly: false
    case .httpsOnly: true
    case .matchViewer: scheme == .https
    }
  }
}

/// What a behaviour sends requests to: an origin, or the members of a group.
final class CompiledTarget {
  /// `Origin.id` or `OriginGroup.id`.
  let id: [UInt8]
  let primary: CompiledOrigin
  let secondary: CompiledOrigin?
  let group: OriginGroup?

  init(_ id: String, in distribution: Distribution) {
    self.id = Array(id.utf8)
    group = distribution.originGroups.first { $0.id == id }
    let origins = distribution.origins(of: id)
    guard let first = origins.first else {
      preconditionFailure("EdgeConfiguration lets no target pass without its origins")
    }
    primary = CompiledOrigin(first)
    secondary = origins.count > 1 ? CompiledOrigin(origins[1]) : nil
  }
}

/// An `OriginRule` with its names as bytes.
struct CompiledOriginRule {
  private let isCookie: Bool
  private let name: [UInt8]
  private let values: [[UInt8]]
  let target: CompiledTarget

  init(_ rule: OriginRule, target: CompiledTarget) {
    switch rule.field {
    case .cookie(let name): (isCookie, self.name) = (true, Array(name.utf8))
    case .header(let name): (isCookie, self.name) = (false, Array(name.utf8))
    }
    values = rule.values.map { Array($0.utf8) }
    self.target = target
  }

  func holds(_ fields: borrowing Fields) -> Bool {
    for index in fields.indices {
      let value = fields.value(index)
      if isCookie {
        if fields.known(index) == .cookie, holdsInCookies(value) { return true }
      } else if fields.name(index).equalsIgnoringCase(name.span), isWanted(value) {
        return true
      }
    }
    return false
  }

  private func holdsInCookies(_ line: Span<UInt8>) -> Bool {
    var start = 0
    while start < line.count {
      let end = line.firstIndex(of: UInt8(ascii: ";"), in: start..<line.count) ?? line.count
      let cookie = line.trimmed(start..<end)
      if let equals = line.firstIndex(of: UInt8(ascii: "="), in: cookie),
        line.extracting(cookie.lowerBound..<equals).equals(name.span),
        isWanted(line.extracting(equals + 1..<cookie.upperBound))
      {
        return true
      }
      start = end + 1
    }
    return false
  }

  private func isWanted(_ value: Span<UInt8>) -> Bool {
    if values.isEmpty { return true }
    for wanted in values where wanted.span.equals(value) { return true }
    return false
  }
}
