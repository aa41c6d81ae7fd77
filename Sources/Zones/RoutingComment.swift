import Primitives

/// The routing comment of cli53. No policy is served yet: each is refused, never ignored.
enum RoutingComment {
  static func refusal(_ comment: Span<UInt8>) -> String {
    let text = comment.text
    guard text.hasPrefix("; AWS ") else { return "a routing comment begins '; AWS ', found '\(text)'" }
    var pairs: [(String, String)] = []
    var rest = Array(text.dropFirst(6).utf8)[...]
    while true {
      rest = rest.drop { $0 == 32 || $0 == 9 || $0 == 13 }
      if rest.isEmpty { break }
      let key = rest.prefix { (65...90).contains($0) || (97...122).contains($0) }
      rest = rest.dropFirst(key.count)
      guard !key.isEmpty, rest.popFirst() == 61, let value = value(&rest) else {
        return "key=value pairs are expected in a routing comment, found '\(text)'"
      }
      pairs.append((String(decoding: key, as: UTF8.self), value))
    }
    guard let routing = pairs.first(where: { $0.0 == "routing" }) else {
      return "a routing comment needs routing=\"...\""
    }
    return "routing policy \(routing.1) is not supported yet"
  }

  private static func value(_ rest: inout ArraySlice<UInt8>) -> String? {
    var octets: [UInt8] = []
    if rest.first == 34 {
      rest = rest.dropFirst()
      while let octet = rest.popFirst() {
        if octet == 34 {
          return rest.first.map { $0 == 32 || $0 == 9 || $0 == 13 } ?? true
            ? String(decoding: octets, as: UTF8.self) : nil
        }
        if octet == 92 {
          guard let next = rest.popFirst() else { return nil }
          octets.append(next)
        } else {
          octets.append(octet)
        }
      }
      return nil
    }
    let digits = rest.prefix { $0.isASCIIDigit }
    rest = rest.dropFirst(digits.count)
    return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
  }
}
