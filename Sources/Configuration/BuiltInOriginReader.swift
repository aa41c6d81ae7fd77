import EdgeCache
import Primitives

/// Reads `origins.yaml`.
struct BuiltInOriginReader {
  /// Where relative directories begin.
  let baseDirectory: String

  func read(_ root: ConfigurationNode) -> (origins: [BuiltInOrigin], balancers: [BalancedOrigin]) {
    guard let map = root.map(keys: ["origins", "loadBalancers"]) else { return ([], []) }
    let list = map["loadBalancers"] == nil ? map.required("origins") : map["origins"]
    var seen = Uniqueness()
    let origins = list?.list().compactMap { origin($0, &seen) } ?? []
    let reader = LoadBalancerReader(origins: origins.map(\.name))
    return (origins, map["loadBalancers"].map { reader.read($0, &seen) } ?? [])
  }

  private func origin(_ node: ConfigurationNode, _ seen: inout Uniqueness) -> BuiltInOrigin? {
    guard let map = node.map(keys: ["name", "directory", "objects"]) else { return nil }
    let name = map.required("name")?.parsed(as: "a host name", HostText.parse)
    if let name { seen.claim(name, "name", map["name"]) }
    let directory = map["directory"].flatMap(directory)
    let objects = map["objects"]?.list().compactMap(object) ?? []
    if map["directory"] == nil, map["objects"] == nil {
      node.error("\(node.name) needs 'directory', 'objects' or both")
    }
    return name.map { BuiltInOrigin(name: $0, directory: directory, objects: objects) }
  }

  /// A directory below the place of the file: no path leads out of it.
  private func directory(_ node: ConfigurationNode) -> String? {
    guard let text = node.nonEmptyString() else { return nil }
    guard !text.hasPrefix("/"), !text.split(separator: "/").contains("..") else {
      node.error("directory '\(text)' must be a path below the file, without '..'")
      return nil
    }
    let path = "\(baseDirectory)/\(text)"
    guard ConfigurationFile.isDirectory(path) else {
      node.error("directory '\(path)' is not there or is no directory")
      return nil
    }
    return path
  }

  private func object(_ node: ConfigurationNode) -> BuiltInOrigin.Object? {
    let keys = [
      "path", "size", "body", "contentType", "headers", "status", "latency", "chunked", "etag",
      "lastModified",
    ]
    guard let map = node.map(keys: keys) else { return nil }
    let pattern = map.required("path").flatMap { $0.parsed(as: PathPattern.expected, PathPattern.parse) }
    let contentType = map["contentType"]?.parsed(as: "a media type", Self.parseHeaderValue)
    let status = map["status"]?.integer(in: 200...599)
    let latency = map["latency"]?.parsed(as: "a duration such as 50ms, at most 10m", Self.parseLatency)
    let isChunked = map["chunked"]?.boolean()
    let sendsETag = map["etag"]?.boolean()
    let sendsLastModified = map["lastModified"]?.boolean()
    let headers = map["headers"].map(headers) ?? []
    guard let pattern, let body = body(map) else { return nil }
    return BuiltInOrigin.Object(
      pathPattern: pattern, body: body, contentType: contentType ?? "application/octet-stream",
      headers: headers,
      status: UInt16(status ?? 200), latency: latency ?? .zero, isChunked: isChunked ?? false,
      sendsETag: sendsETag ?? true, sendsLastModified: sendsLastModified ?? true)
  }

  private func body(_ map: ConfigurationMap) -> BuiltInOrigin.Object.Body? {
    if let body = map["body"] {
      guard map["size"] == nil else {
        body.error("'size' and 'body' exclude each other")
        return nil
      }
      return body.string().map { .literal(Array($0.utf8)) }
    }
    guard let size = map["size"] else { return .generated(octets: 0) }
    return size.parsed(as: "a size such as 1KiB, at most 64GiB", Self.parseSize).map {
      .generated(octets: $0)
    }
  }

  private func headers(_ node: ConfigurationNode) -> [Origin.Header] {
    node.entries().compactMap { key, value in
      guard let name = key.string(), let text = value.string() else { return nil }
      guard HeaderText.isName(name), !HeaderText.framing.contains(name.lowercased()) else {
        key.error("'\(name)' is no header name that may be set here")
        return nil
      }
      guard HeaderText.isValue(text) else {
        value.error("the value of '\(name)' holds a control character")
        return nil
      }
      return Origin.Header(name: name, value: text)
    }
  }

  private static func parseSize(_ text: String) -> Int? {
    ByteCount.parse(text).flatMap { $0 <= Limits.generatedBodyBytes ? $0 : nil }
  }

  private static func parseLatency(_ text: String) -> Duration? {
    Duration(text: text).flatMap { $0 <= Limits.latency ? $0 : nil }
  }

  private static func parseHeaderValue(_ text: String) -> String? {
    !text.isEmpty && HeaderText.isValue(text) ? text : nil
  }
}
