import HTTPCaching
import HTTPWire
import Primitives

/// A viewer's `Accept-Encoding`, normalised by the two flags of a cache policy.
enum AcceptedEncoding: UInt8, Hashable, CaseIterable {
  /// No field, a viewer of HTTP/1.0, or a policy without flags: nothing keyed, nothing sent.
  case absent
  /// A field, but nothing in it we could use: nothing keyed, the origin is told so.
  case identity
  case gzip
  case br
  case brGzip

  init(_ request: borrowing RequestHead, gzip: Bool, br: Bool) {
    guard gzip || br, request.minorVersion > 0, request.fields.contains(.acceptEncoding) else {
      self = .absent
      return
    }
    switch (
      br && Self.accepts("br", request.fields), gzip && Self.accepts("gzip", request.fields)
    ) {
    case (true, true): self = .brGzip
    case (true, false): self = .br
    case (false, true): self = .gzip
    case (false, false): self = .identity
    }
  }

  /// What the origin gets; empty for no field.
  var fieldValue: StaticString {
    switch self {
    case .absent: ""
    case .identity: "identity"
    case .gzip: "gzip"
    case .br: "br"
    case .brGzip: "br,gzip"
    }
  }

  /// Whether a line lists `coding` with a weight other than zero (RFC 9110 section 12.5.3). `*` names nothing.
  private static func accepts(_ coding: StaticString, _ fields: borrowing Fields) -> Bool {
    var line = fields.first(.acceptEncoding)
    while let index = line {
      let value = fields.value(index)
      var cursor = ListCursor()
      while let member = cursor.next(in: value) {
        let end = value.firstIndex(of: UInt8(ascii: ";"), in: member) ?? member.upperBound
        guard value.extracting(value.trimmed(member.lowerBound..<end)).equalsIgnoringCase(coding) else {
          continue
        }
        if !isWeightZero(value.extracting(end..<member.upperBound)) { return true }
      }
      line = fields.first(.acceptEncoding, from: index + 1)
    }
    return false
  }

  /// `;q=0`, `; q=0.000`
  private static func isWeightZero(_ parameters: Span<UInt8>) -> Bool {
    guard let equals = parameters.firstIndex(of: UInt8(ascii: "="), in: parameters.indices) else {
      return false
    }
    for index in (equals + 1)..<parameters.count {
      let byte = parameters[index]
      if byte != UInt8(ascii: "0"), byte != UInt8(ascii: "."), byte != 32, byte != 9 { return false }
    }
    return true
  }
}
