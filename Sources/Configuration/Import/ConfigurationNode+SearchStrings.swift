import DNSWire

extension ConfigurationNode {
  /// A web ACL as the command line prints it, with each `SearchString` as the text that its base64 stands for: so the files
  /// of `web-acls/` have it. What is no text is a fault.
  var withTextSearchStrings: ConfigurationNode {
    ConfigurationNode(textSearched, name: name, file: file, diagnostics: diagnostics)
  }

  private var textSearched: YAMLNode {
    func made(_ content: YAMLNode.Content) -> YAMLNode {
      YAMLNode(content, line: node.line, column: node.column)
    }
    if isList { return made(.sequence(list().map(\.textSearched))) }
    guard isMap else { return node }
    let isSearch = name == "ByteMatchStatement"
    return made(
      .mapping(
        entries().map { key, value in
          (key.node, isSearch && key.scalarText == "SearchString" ? value.decoded : value.textSearched)
        }))
  }

  private var decoded: YAMLNode {
    var octets: [UInt8] = []
    guard let digits = scalarText.map({ Array($0.utf8) }),
      BaseEncoding.base64.decode(digits.span, to: &octets),
      let text = String(validating: octets, as: UTF8.self)
    else {
      error(
        "SearchString is no text in base64; put this file into web-acls/ as it is, where octets are read, too"
      )
      return node
    }
    return YAMLNode(.scalar(text, .quoted), line: node.line, column: node.column)
  }
}
