import Primitives

/// The parameters of a query, as forms write them.
struct QueryParameters {
  private let pairs: [(name: String, value: String)]

  /// Octets separate, not characters: what is behind a separator may combine with it.
  init(_ text: some StringProtocol) {
    pairs = text.utf8.split(separator: UInt8(ascii: "&")).map { pair in
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      return (Self.decoded(name), Self.decoded(pair.dropFirst(name.count + 1)))
    }
  }

  /// Of the first parameter of that name.
  subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// Whether one of the names is there.
  func names(_ names: String...) -> Bool { pairs.contains { names.contains($0.name) } }

  private static func decoded(_ text: some Sequence<UInt8>) -> String {
    let octets = text.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
    let spaced = String(decoding: octets, as: UTF8.self)
    return spaced.percentDecoded ?? spaced
  }
}
