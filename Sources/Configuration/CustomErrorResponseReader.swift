import EdgeCache

/// Reads `CustomErrorResponses` of a `DistributionConfig`.
enum CustomErrorResponseReader {
  private static let keys = ["ErrorCode", "ResponsePagePath", "ResponseCode", "ErrorCachingMinTTL"]
  private static let errorCodes = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]

  static func read(_ node: ConfigurationNode?) -> [CustomErrorResponse] {
    guard let node else { return [] }
    var seen = Uniqueness()
    return node.items().compactMap { item in
      guard let response = response(item) else { return nil }
      seen.claim("\(response.errorCode)", "ErrorCode", item, code: "InvalidArgument")
      return response
    }
  }

  private static func response(_ node: ConfigurationNode) -> CustomErrorResponse? {
    guard let map = node.map(keys: keys) else { return nil }
    let ttl =
      map["ErrorCachingMinTTL"]?.integer(in: 0...Limits.ttlSeconds).map(Int64.init)
      ?? CustomErrorResponse.defaultCachingMinTTL
    let page = page(map)
    guard let code = map.required("ErrorCode").flatMap({ code($0, errorCodes, "InvalidErrorCode") }) else {
      return nil
    }
    return CustomErrorResponse(errorCode: code, page: page, errorCachingMinTTL: ttl)
  }

  /// Path and code come both or neither; the API prints what is not set as an empty string.
  private static func page(_ map: ConfigurationMap) -> CustomErrorResponse.Page? {
    let pathNode = map["ResponsePagePath"].flatMap { $0.scalarText == "" ? nil : $0 }
    let codeNode = map["ResponseCode"].flatMap { $0.scalarText == "" ? nil : $0 }
    guard let pathNode, let codeNode else {
      (pathNode ?? codeNode)?.error(
        "InvalidArgument: ResponsePagePath and ResponseCode must both be there, or neither")
      return nil
    }
    let path = pathNode.parsed(as: "a path that begins with '/'") { text in
      let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"#<>".utf8.contains($0) }
      return text.hasPrefix("/") && isVisible && text.utf8.count <= 4_096 ? text : nil
    }
    guard let path, let code = code(codeNode, [200] + errorCodes, "InvalidResponseCode") else { return nil }
    return CustomErrorResponse.Page(path: path, responseCode: code)
  }

  /// The API has `ErrorCode` as a number and `ResponseCode` as a string.
  private static func code(_ node: ConfigurationNode, _ known: [Int], _ fault: String) -> UInt16? {
    guard let text = node.string() else { return nil }
    if let code = Int(text), known.contains(code) { return UInt16(code) }
    node.error("\(fault): \(node.name) is \(text.quoted); it must be \(known.sentence)")
    return nil
  }
}
