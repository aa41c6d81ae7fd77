/// The server name that a client hello asks for.
enum ServerName {
  /// Reads the extension's content (RFC 6066 section 3): one host name, in lower case; nil for anything else.
  static func read(_ content: UnsafeBufferPointer<UInt8>) -> String? {
    let hostNameType: UInt8 = 0
    guard content.count > 5, content[2] == hostNameType else { return nil }
    let (list, name) = (number(content, 0), number(content, 3))
    guard list == content.count - 2, name == content.count - 5 else { return nil }
    return String(decoding: content[5...], as: UTF8.self).lowercased()
  }

  private static func number(_ content: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
    Int(content[index]) << 8 | Int(content[index + 1])
  }
}
