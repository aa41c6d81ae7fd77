import EdgeCache
import Primitives

/// What a header set by configuration may be: it is sent as it stands, so nothing in it may end the line.
enum HeaderText {
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { octet in
        octet.isASCIIDigit || (97...122).contains(octet.asciiLowercased)
          || "!#$%&'*+-.^_`|~".utf8.contains(octet)
      }
  }

  static func isValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) }
  }

  /// Names the connection and its framing depend on, which no file may set.
  static let framing = [
    "connection", "content-length", "host", "keep-alive", "proxy-connection", "te", "trailer",
    "transfer-encoding",
    "upgrade",
  ]

  /// A map of headers that an origin sends.
  static func read(_ node: ConfigurationNode) -> [Origin.Header] {
    node.entries().compactMap { key, value in
      guard let name = key.string(), let text = value.string() else { return nil }
      guard isName(name), !framing.contains(name.lowercased()) else {
        key.error("'\(name)' is no header name that may be set here")
        return nil
      }
      guard isValue(text) else {
        value.error("the value of '\(name)' holds a control character")
        return nil
      }
      return Origin.Header(name: name, value: text)
    }
  }
}
