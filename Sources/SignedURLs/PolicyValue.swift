import Primitives

/// As much of JSON (RFC 8259) as policies have: no fractions, no literals.
enum PolicyValue {
  struct Member {
    var name: String
    var value: PolicyValue
  }

  case object([Member])
  case array([PolicyValue])
  case string([UInt8])
  /// Not negative.
  case number(Int64)

  /// Nil if `json` is something else, or says a name twice in one object.
  init?(json: [UInt8]) {
    var reader = Reader(json: json)
    guard let value = reader.value(depth: 0), reader.isAtEnd() else { return nil }
    self = value
  }

  subscript(name: String) -> PolicyValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  private struct Reader {
    let json: [UInt8]
    var index = 0

    mutating func isAtEnd() -> Bool {
      skipSpace()
      return index == json.count
    }

    mutating func skipSpace() {
      while index < json.count, [0x20, 0x09, 0x0A, 0x0D].contains(json[index]) { index += 1 }
    }

    mutating func take(_ character: Character) -> Bool {
      skipSpace()
      guard index < json.count, json[index] == character.asciiValue else { return false }
      index += 1
      return true
    }

    mutating func value(depth: Int) -> PolicyValue? {
      guard depth < Limits.policyDepth else { return nil }
      if take("{") { return object(depth: depth + 1) }
      if take("[") { return array(depth: depth + 1) }
      if take("\"") { return string().map(PolicyValue.string) }
      return number()
    }

    private mutating func object(depth: Int) -> PolicyValue? {
      var members: [Member] = []
      if take("}") { return .object([]) }
      repeat {
        guard take("\""), let name = string(), take(":"), let value = value(depth: depth) else { return nil }
        let text = String(decoding: name, as: UTF8.self)
        guard !members.contains(where: { $0.name == text }) else { return nil }
        members.append(Member(name: text, value: value))
      } while take(",")
      return take("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> PolicyValue? {
      var elements: [PolicyValue] = []
      if take("]") { return .array([]) }
      repeat {
        guard let value = value(depth: depth) else { return nil }
        elements.append(value)
      } while take(",")
      return take("]") ? .array(elements) : nil
    }

    /// After the opening quote. `\?` is no escape of JSON, but one of policies: it stays as it is.
    private mutating func string() -> [UInt8]? {
      var text: [UInt8] = []
      while index < json.count {
        let octet = json[index]
        index += 1
        switch octet {
        case UInt8(ascii: "\""): return text
        case 0..<0x20: return nil
        case UInt8(ascii: "\\"):
          guard index < json.count else { return nil }
          let escaped = json[index]
          index += 1
          switch escaped {
          case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escaped)
          case UInt8(ascii: "?"): text += [octet, escaped]
          default: return nil
          }
        default: text.append(octet)
        }
      }
      return nil
    }

    private mutating func number() -> PolicyValue? {
      let start = index
      while index < json.count, json[index].isASCIIDigit { index += 1 }
      let digits = Array(json[start..<index])
      return digits.span.decimal.map { .number(Int64($0)) }
    }
  }
}
