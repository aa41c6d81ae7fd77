import Primitives

/// The parts of a signed URL or of signed cookies, as they were sent.
package struct SignatureParameters: Hashable, Sendable {
  package enum Part: Hashable, Sendable, CaseIterable {
    case expires, policy, signature, keyPairID, hashAlgorithm

    /// Of the parameter in a query string; the cookie is that with `CloudFront-` before it.
    package var name: StaticString {
      switch self {
      case .expires: "Expires"
      case .policy: "Policy"
      case .signature: "Signature"
      case .keyPairID: "Key-Pair-Id"
      case .hashAlgorithm: "Hash-Algorithm"
      }
    }

    private static let all = Array(allCases)
    private static let cookiePrefix: StaticString = "CloudFront-"

    /// The part that a query parameter of this name is; case counts.
    package init?(parameter name: Span<UInt8>) {
      guard let part = Self.all.first(where: { name.isEqual(to: $0.name) }) else { return nil }
      self = part
    }

    init?(cookie name: Span<UInt8>) {
      let prefix = Self.cookiePrefix.utf8CodeUnitCount
      guard name.count > prefix, name.extracting(..<prefix).isEqual(to: Self.cookiePrefix) else { return nil }
      self.init(parameter: name.extracting(prefix...))
    }
  }

  private var values: [Part: [UInt8]] = [:]

  package init() {}

  /// The first of a name counts.
  package subscript(_ part: Part) -> [UInt8]? {
    get { values[part] }
    set { if values[part] == nil { values[part] = newValue } }
  }

  /// Whether there is more than an `Expires`, which others use too.
  package var isSigned: Bool { self[.signature] != nil || self[.keyPairID] != nil || self[.policy] != nil }

  /// Reads the parameters of a query string; returns what is left of it: nil if nothing is.
  package mutating func take(query: Span<UInt8>) -> [UInt8]? {
    var rest: [UInt8]?
    forEachPart(of: query, between: UInt8(ascii: "&")) { part in
      let nameEnd = part.place(of: UInt8(ascii: "=")) ?? part.count
      if let known = Part(parameter: part.extracting(..<nameEnd)) {
        self[known] = part.extracting(min(nameEnd + 1, part.count)...).octets
      } else {
        rest = (rest.map { $0 + [UInt8(ascii: "&")] } ?? []) + part.octets
      }
    }
    return rest
  }

  /// Reads one `Cookie` field.
  package mutating func take(cookies: Span<UInt8>) {
    forEachPart(of: cookies, between: UInt8(ascii: ";")) { part in
      var start = 0
      while start < part.count, part[start] == 0x20 { start += 1 }
      let cookie = part.extracting(start...)
      guard let nameEnd = cookie.place(of: UInt8(ascii: "=")),
        let known = Part(cookie: cookie.extracting(..<nameEnd))
      else { return }
      self[known] = cookie.extracting((nameEnd + 1)...).octets
    }
  }

  private func forEachPart(of text: Span<UInt8>, between delimiter: UInt8, _ body: (Span<UInt8>) -> Void) {
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != delimiter { end += 1 }
      if end > start { body(text.extracting(start..<end)) }
      start = end + 1
    }
  }
}

extension Span where Element == UInt8 {
  fileprivate func place(of octet: UInt8) -> Int? {
    for index in indices where self[index] == octet { return index }
    return nil
  }

  fileprivate var octets: [UInt8] { withUnsafeBufferPointer { Array($0) } }

  fileprivate func isEqual(to literal: StaticString) -> Bool {
    guard count == literal.utf8CodeUnitCount else { return false }
    for index in indices where self[index] != literal.utf8Start[index] { return false }
    return true
  }
}
