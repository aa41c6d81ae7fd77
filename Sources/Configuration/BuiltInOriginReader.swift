import EdgeCache
import Geo
import Primitives
import Simulation

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
    let kinds = ["directory", "objects", "video", "store"]
    guard let map = node.map(keys: ["name", "region"] + kinds) else { return nil }
    let name = map.required("name")?.parsed(as: "a host name", HostText.parse)
    if let name { seen.claim(name, "name", map["name"]) }
    let directory = map["directory"].flatMap(directory)
    let objects = map["objects"]?.list().compactMap(object) ?? []
    let video = map["video"].flatMap(VideoReader.read)
    let capacity = map["store"]?.map(keys: ["capacity"])?.required("capacity")?.parsed(
      as: "a size such as 64MiB, at most 1GiB", Self.parseCapacity)
    if kinds.allSatisfy({ map[$0] == nil }) {
      node.error("\(node.name) needs one of \(kinds.listed), or several")
    }
    let region = map["region"]?.parsed(as: "an AWS region such as us-east-1") { AWSRegion(code: $0) }
    return name.map {
      var origin = BuiltInOrigin(
        name: $0, directory: directory, objects: objects, video: video, storeCapacity: capacity)
      origin.region = region
      return origin
    }
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
      "path", "size", "body", "page", "contentType", "headers", "status", "latency", "chunked", "etag",
      "lastModified",
    ]
    guard let map = node.map(keys: keys) else { return nil }
    let pattern = map.required("path").flatMap { $0.parsed(as: PathPattern.expected, PathPattern.parse) }
    let contentType = map["contentType"]?.parsed(as: "a media type", Self.parseHeaderValue)
    let status = map["status"]?.integer(in: 200...599)
    let latency = map["latency"]?.parsed(
      as: Latency.expected
    ) { Latency(text: $0) }
    let isChunked = map["chunked"]?.boolean()
    let sendsETag = map["etag"]?.boolean()
    let sendsLastModified = map["lastModified"]?.boolean()
    let headers = map["headers"].map(HeaderText.read) ?? []
    guard let pattern, let body = body(map) else { return nil }
    return BuiltInOrigin.Object(
      pathPattern: pattern, body: body, contentType: contentType ?? "application/octet-stream",
      headers: headers,
      status: UInt16(status ?? 200), latency: latency ?? .none, isChunked: isChunked ?? false,
      sendsETag: sendsETag ?? true, sendsLastModified: sendsLastModified ?? true)
  }

  private func body(_ map: ConfigurationMap) -> BuiltInOrigin.Object.Body? {
    let given = ["size", "body", "page"].compactMap { map[$0] }
    guard given.count <= 1 else {
      given[1].error("'\(given[0].name)' and '\(given[1].name)' exclude each other")
      return nil
    }
    if let page = map["page"] {
      return page.parsed(as: PageTemplate.expected, PageTemplate.init).map { .page($0) }
    }
    if let body = map["body"] {
      return body.string().map { .literal(Array($0.utf8)) }
    }
    guard let size = map["size"] else { return .generated(octets: 0) }
    return size.parsed(as: "a size such as 1KiB, at most 64GiB", Self.parseSize).map {
      .generated(octets: $0)
    }
  }

  private static func parseSize(_ text: String) -> Int? {
    ByteCount.parse(text).flatMap { $0 <= Limits.generatedBodyBytes ? $0 : nil }
  }

  private static func parseCapacity(_ text: String) -> Int? {
    ByteCount.parse(text).flatMap { (1...Limits.storeBytes).contains($0) ? $0 : nil }
  }

  private static func parseHeaderValue(_ text: String) -> String? {
    !text.isEmpty && HeaderText.isValue(text) ? text : nil
  }
}
