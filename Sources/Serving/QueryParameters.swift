import Primitives

/// The parameters of a query, as forms write them.
struct QueryParameters {
  private let pairs: [(name: String, value: String)]

  init(_ text: some StringProtocol) {
    pairs = text.split(separator: "&").map { pair in
      let name = pair.prefix { $0 != "=" }
      return (Self.decoded(name), Self.decoded(pair.dropFirst(name.count + 1)))
    }
  }

  /// Of the first parameter of that name.
  subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// Whether one of the names is there.
  func names(_ names: String...) -> Bool { pairs.contains { names.contains($0.name) } }

  private static func decoded(_ text: some StringProtocol) -> String {
    let spaced = String(text.map { $0 == "+" ? " " : $0 })
    return spaced.percentDecoded ?? spaced
  }
}
