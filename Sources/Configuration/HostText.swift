import Primitives

/// Host names in configuration.
enum HostText {
  /// A host name in lower case, or an IPv4 address; nil for anything else.
  static func parse(_ text: String) -> String? {
    let name = text.lowercased()
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...253).contains(name.utf8.count), labels.allSatisfy(isLabel) else { return nil }
    return name
  }

  /// A name of at least two labels, the first of which may be `*`.
  static func parseAlias(_ text: String) -> String? {
    let name = text.hasPrefix("*.") ? String(text.dropFirst(2)) : text
    guard name.contains("."), let parsed = parse(name) else { return nil }
    return text.hasPrefix("*.") ? "*.\(parsed)" : parsed
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
      && label.utf8.allSatisfy { octet in
        octet.isASCIIDigit || (97...122).contains(octet) || octet == UInt8(ascii: "-")
          || octet == UInt8(ascii: "_")
      }
  }
}
