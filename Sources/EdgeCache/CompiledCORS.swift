import HTTPWire
import Primitives

/// `ResponseHeadersPolicy.CORS` ready for use: the answer to requests that have `Origin` (Fetch standard, "CORS
/// protocol").
struct CompiledCORS {
  private let allowsAnyOrigin: Bool
  private let origins: [WildcardPattern]
  /// For every CORS request.
  private let lines: [UInt8]
  /// For preflights.
  private let preflightLines: [UInt8]
  /// For other requests.
  private let actualLines: [UInt8]
  let overridesOrigin: Bool

  init(_ cors: ResponseHeadersPolicy.CORS) {
    // With credentials `*` would mean nothing: the origin is named.
    allowsAnyOrigin = cors.allowOrigins.contains("*") && !cors.allowCredentials
    origins = cors.allowOrigins.flatMap { text in
      (text == "*" || text.contains("://") ? [text] : ["http://\(text)", "https://\(text)"]).map(
        WildcardPattern.init)
    }
    func line(_ name: String, _ values: [String]) -> String {
      values.isEmpty ? "" : "Access-Control-\(name): \(values.joined(separator: ", "))\r\n"
    }
    lines = Array(line("Allow-Credentials", cors.allowCredentials ? ["true"] : []).utf8)
    preflightLines = Array(
      (line("Allow-Headers", cors.allowHeaders) + line("Allow-Methods", cors.allowMethods)
        + line("Max-Age", cors.maxAge.map { ["\($0)"] } ?? [])).utf8)
    actualLines = Array(line("Expose-Headers", cors.exposeHeaders).utf8)
    overridesOrigin = cors.overridesOrigin
  }

  /// What `request`, whose line `originIndex` is `Origin`, is told. Nothing if its origin is not allowed.
  func append(for request: borrowing RequestHead, originIndex: Int, to head: inout [UInt8]) {
    let origin = request.fields.value(originIndex)
    if allowsAnyOrigin {
      head.append("Access-Control-Allow-Origin: *\r\n")
    } else {
      guard isAllowed(origin) else { return }
      head.append(fieldLine: "Access-Control-Allow-Origin", origin)
      head.append("Vary: Origin\r\n")
    }
    head.append(contentsOf: lines)
    let isPreflight =
      request.method == .options && request.fields["Access-Control-Request-Method"] != nil
    head.append(contentsOf: isPreflight ? preflightLines : actualLines)
  }

  private func isAllowed(_ origin: Span<UInt8>) -> Bool {
    for pattern in origins where pattern.matches(origin) { return true }
    return false
  }

  /// Whether the origin has answered CORS itself.
  static func isAnswered(by head: [UInt8]) -> Bool {
    var isAnswered = false
    HeadLines.forEach(in: head.span) { name, _ in
      if name.equalsIgnoringCase("access-control-allow-origin") { isAnswered = true }
    }
    return isAnswered
  }

  static func removed(from head: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    HeadLines.forEach(in: head.span) { name, line in
      if !name.hasPrefixIgnoringCase("access-control-") { result.append(span: line) }
    }
    return result
  }
}
