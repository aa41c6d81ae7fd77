import Primitives

extension RequestKey {
  /// The parts of `bytes`, read back from their end, where each part's length stands behind it.
  func parts(of behavior: CompiledBehavior, isOptions: Bool) -> [RequestExplanation.KeyPart] {
    typealias Part = RequestExplanation.KeyPart
    var end = bytes.count
    func octet() -> UInt8 {
      end -= 1
      return bytes[end]
    }
    func part() -> String? {
      let count = Int(bytes[end - 3]) << 16 | Int(bytes[end - 2]) << 8 | Int(bytes[end - 1])
      end -= 3
      if count == 0xFF_FFFF { return nil }
      end -= count
      return String(decoding: bytes[end..<end + count], as: UTF8.self)
    }
    var parts: [Part] = []
    if isOptions, octet() == 1 { parts.append(Part(name: "method", value: "OPTIONS")) }
    if behavior.choosesOrigin { parts.append(Part(name: "target", value: part())) }
    if behavior.gzip || behavior.br {
      let encoding = AcceptedEncoding(rawValue: octet()) ?? .absent
      parts.append(Part(name: "Accept-Encoding", value: encoding == .absent ? nil : "\(encoding.fieldValue)"))
    } else {
      _ = octet()
    }
    let cookies = part() ?? ""
    if !behavior.cookies.isNone {
      parts.append(Part(name: "cookies", value: cookies.isEmpty ? nil : cookies))
    }
    for header in behavior.headers.reversed() {
      parts.append(Part(name: "header \(String(decoding: header.name, as: UTF8.self))", value: part()))
    }
    let query = part()
    if !behavior.queryStrings.isNone { parts.append(Part(name: "query string", value: query)) }
    parts.append(Part(name: "path", value: part()))
    parts.append(Part(name: "distribution", value: part()))
    return parts.reversed()
  }
}
