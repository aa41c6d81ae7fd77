import HTTPWire
import Primitives

/// A `ByteMatch` with its names as bytes.
struct CompiledByteMatch {
  private let wanted: [UInt8]
  private let field: Field
  private let position: WebACLStatement.ByteMatch.Position
  private let transformations: [WebACLStatement.ByteMatch.Transformation]

  private enum Field {
    case uriPath, queryString, method
    case header([UInt8])
  }

  init(_ match: WebACLStatement.ByteMatch) {
    (wanted, position) = (match.searchString, match.position)
    transformations = match.transformations.filter { $0 != .none }
    field =
      switch match.field {
      case .uriPath: .uriPath
      case .queryString: .queryString
      case .method: .method
      case .singleHeader(let name): .header(Array(name.lowercased().utf8))
      }
  }

  func holds(_ request: borrowing RequestHead, _ target: RequestTarget) -> Bool {
    switch field {
    case .uriPath:
      if target.path.isEmpty { return matches(CollectionOfOne(UInt8(ascii: "/")).span) }
      return matches(request.target.span.extracting(target.path))
    case .queryString: return matches(request.target.span.extracting(target.query ?? 0..<0))
    case .method: return matches(request.methodBytes.span)
    case .header(let name):
      for index in request.fields.indices where request.fields.name(index).equalsIgnoringCase(name.span) {
        if matches(request.fields.value(index)) { return true }
      }
      return false
    }
  }

  private func matches(_ text: Span<UInt8>) -> Bool {
    if transformations.isEmpty { return holds(text) }
    var transformed: [UInt8] = []
    transformed.append(span: text)
    for transformation in transformations { transformed = Self.apply(transformation, to: transformed) }
    return holds(transformed.span)
  }

  private func holds(_ text: Span<UInt8>) -> Bool {
    guard text.count >= wanted.count else { return false }
    switch position {
    case .exactly: return text.equals(wanted.span)
    case .startsWith: return isWanted(text, at: 0)
    case .endsWith: return isWanted(text, at: text.count - wanted.count)
    case .contains, .containsWord:
      for start in 0...(text.count - wanted.count) where isWanted(text, at: start) {
        if position == .contains || isWord(text, start..<start + wanted.count) { return true }
      }
      return false
    }
  }

  private func isWanted(_ text: Span<UInt8>, at start: Int) -> Bool {
    text.extracting(start..<start + wanted.count).equals(wanted.span)
  }

  private func isWord(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let isFirst = range.lowerBound == 0 || !Self.isWordOctet(text[range.lowerBound - 1])
    return isFirst && (range.upperBound == text.count || !Self.isWordOctet(text[range.upperBound]))
  }

  private static func isWordOctet(_ octet: UInt8) -> Bool {
    octet.isASCIIDigit || octet == UInt8(ascii: "_") || (97...122).contains(octet.asciiLowercased)
  }

  private static func apply(
    _ transformation: WebACLStatement.ByteMatch.Transformation, to text: [UInt8]
  ) -> [UInt8] {
    switch transformation {
    case .none: text
    case .lowercase: text.map(\.asciiLowercased)
    case .urlDecode: decoded(text)
    }
  }

  /// `%2F` as `/`; what is no such triple stays.
  private static func decoded(_ text: [UInt8]) -> [UInt8] {
    func digit(_ place: Int) -> UInt8? {
      guard place < text.count else { return nil }
      return Character(UnicodeScalar(text[place])).hexDigitValue.map { UInt8($0) }
    }
    var result: [UInt8] = []
    var place = 0
    while place < text.count {
      if text[place] == UInt8(ascii: "%"), let high = digit(place + 1), let low = digit(place + 2) {
        result.append(high << 4 | low)
        place += 3
      } else {
        result.append(text[place])
        place += 1
      }
    }
    return result
  }
}
