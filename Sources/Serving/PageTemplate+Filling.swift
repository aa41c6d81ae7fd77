import Configuration
import HTTPCaching
import HTTPWire
import Primitives

extension PageTemplate {
  /// The page for one request. What the client sent is escaped for HTML; what it did not send is left out.
  func filled(for request: RequestHead, at now: Instant) -> [UInt8] {
    let target = String(decoding: request.target, as: UTF8.self)
    let path = target.prefix { $0 != "?" }
    let query = QueryParameters(target.dropFirst(path.count + 1))
    var page = ""
    for part in parts {
      switch part {
      case .text(let text): page += text
      case .time:
        var date: [UInt8] = []
        HTTPDate.append(now.secondsSinceEpoch, to: &date)
        page += String(decoding: date, as: UTF8.self)
      case .path: page += Self.escaped(path)
      case .cookie(let name): page += Self.escaped(Self.cookie(name, request.fields))
      case .query(let name): page += Self.escaped(query[name] ?? "")
      case .header(let name): page += Self.escaped(Self.header(name, request.fields))
      }
    }
    return Array(page.utf8)
  }

  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  private static func cookie(_ name: String, _ fields: borrowing Fields) -> String {
    for index in fields.indices where fields.known(index) == .cookie {
      let line = text(fields.value(index))
      for pair in line.utf8.split(separator: UInt8(ascii: ";")) {
        let pair = pair.drop { $0 == 0x20 }
        if pair.starts(with: "\(name)=".utf8) {
          return String(decoding: pair.dropFirst(name.utf8.count + 1), as: UTF8.self)
        }
      }
    }
    return ""
  }

  private static func header(_ name: String, _ fields: borrowing Fields) -> String {
    let octets = Array(name.utf8)
    return fields.first(named: octets.span).map { text(fields.value($0)) } ?? ""
  }

  private static func text(_ value: Span<UInt8>) -> String {
    String(decoding: Array(value, value.indices), as: UTF8.self)
  }
}
