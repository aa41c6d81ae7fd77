import EdgeCache
import Primitives
import Replaying
import Traces

/// Reads `staticContent` of a distribution: what its points of presence load before anybody asks.
struct StaticContentReader {
  let places: EdgeResources.Places?
  /// Names of the distribution: requests of a log for another host are not its own.
  let hosts: [String]

  private static let keys = [
    "directory", "prefix", "paths", "list", "accessLog", "mostRequested", "pointsOfPresence", "pinned",
    "refreshSeconds", "objectsPerSecond",
  ]

  func read(_ node: ConfigurationNode) -> StaticContent? {
    guard let map = node.map(keys: Self.keys) else { return nil }
    var content = StaticContent(targets: [])
    if let directory = map["directory"] { addFiles(of: directory, map["prefix"], to: &content) }
    if let paths = map["paths"] { content.targets += paths.list().compactMap(Self.target) }
    if let list = map["list"] { addLines(of: list, to: &content) }
    if let log = map["accessLog"] { addRequests(of: log, map, to: &content) }
    var seen: Set<String> = []
    content.targets = content.targets.filter { seen.insert($0).inserted }
    if map["directory"] == nil, map["paths"] == nil, map["list"] == nil, map["accessLog"] == nil {
      node.error("staticContent names nothing; expected directory, paths, list or accessLog")
    } else if content.targets.isEmpty, !node.diagnostics.hasErrors {
      node.warning("staticContent names a source in which there is nothing to load")
    }
    if content.targets.count > Limits.staticTargets {
      node.error(
        "staticContent names \(content.targets.count) objects; at most \(Limits.staticTargets) are loaded")
    }
    if let names = map["pointsOfPresence"] { content.pointsOfPresence = names.list().compactMap(pop) }
    if let isPinned = map["pinned"]?.boolean() { content.isPinned = isPinned }
    content.refreshSeconds = map["refreshSeconds"]?.integer(in: 1...Limits.ttlSeconds)
    if let rate = map["objectsPerSecond"]?.integer(in: 1...Limits.staticRate) {
      content.objectsPerSecond = rate
    }
    return content
  }

  private func pop(_ node: ConfigurationNode) -> String? {
    guard let id = node.nonEmptyString() else { return nil }
    guard let pointsOfPresence = places?.pointsOfPresence, !pointsOfPresence.contains(id) else { return id }
    node.error(
      "'\(id)' is no point of presence of pops.yaml"
        + NearestName.suggestion(for: id, among: pointsOfPresence))
    return nil
  }

  private static func target(_ node: ConfigurationNode) -> String? {
    node.parsed(as: "a path that begins with '/', such as /images/logo.svg", parseTarget)
  }

  private static func parseTarget(_ text: String) -> String? {
    let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
    return text.hasPrefix("/") && isVisible && text.utf8.count <= Limits.staticTargetLength ? text : nil
  }

  private static func path(_ node: ConfigurationNode) -> String? {
    guard let text = node.nonEmptyString() else { return nil }
    if text.hasPrefix("/") { return text }
    return ConfigurationFile(path: node.file, diagnostics: node.diagnostics).directory + "/" + text
  }

  // MARK: Sources

  /// The files' paths below the directory, after `prefix`; what the directory holds is the origin's to say.
  private func addFiles(
    of node: ConfigurationNode, _ prefix: ConfigurationNode?, to content: inout StaticContent
  ) {
    let prefix =
      prefix?.parsed(as: "a path that begins with '/' and does not end with it") {
        $0.hasSuffix("/") ? nil : Self.parseTarget($0)
      } ?? ""
    guard let path = Self.path(node) else { return }
    guard ConfigurationFile.isDirectory(path) else {
      return node.error("directory names no directory: \(path)")
    }
    content.sources.append(path)
    content.targets += DirectoryFingerprint(of: [path]).relativePaths.map {
      prefix + "/" + Self.percentEncoded($0)
    }
    content.version = DirectoryFingerprint(of: [path]).summary
  }

  /// A path or a URL a line; what follows `#` is a comment.
  private func addLines(of node: ConfigurationNode, to content: inout StaticContent) {
    guard let path = Self.path(node) else { return }
    let file = ConfigurationFile(path: path, diagnostics: node.diagnostics)
    guard let bytes = file.bytes() else { return }
    content.sources.append(path)
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      var text = String(line.prefix { $0 != "#" })
      while text.last?.isWhitespace == true { text.removeLast() }
      if text.isEmpty { continue }
      if let separator = text.firstRange(of: "://") {
        text = String(text[separator.upperBound...].drop { $0 != "/" })
        if text.isEmpty { text = "/" }
      }
      if let target = Self.parseTarget(text) {
        content.targets.append(target)
      } else {
        node.diagnostics.add(
          Diagnostic(
            file: path, line: number + 1, column: 1, severity: .error,
            "\(text.quoted) is no path that begins with '/', and no URL"))
      }
    }
  }

  /// The most requested of access logs, GET and HEAD that succeeded; of equals, the first in the alphabet.
  private func addRequests(
    of node: ConfigurationNode, _ map: ConfigurationMap, to content: inout StaticContent
  ) {
    guard let count = map.required("mostRequested")?.integer(in: 1...Limits.staticTargets),
      let path = Self.path(node)
    else { return }
    let paths = Self.logs(at: path)
    if paths.isEmpty { node.error("accessLog names a directory without logs: \(path)") }
    var counts: [String: Int] = [:]
    var octets = 0
    for path in paths {
      content.sources.append(path)
      do { try self.count(path, &counts, &octets) } catch { return node.error("accessLog: \(error)") }
      guard octets <= Limits.accessLogBytes else {
        return node.error(
          "accessLog has more than \(Limits.accessLogBytes) octets, unpacked; no more are read")
      }
    }
    let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(count)
    content.targets += most.map(\.key)
  }

  /// A log, or those of a directory but what is still being written (docs/logs.md).
  private static func logs(at path: String) -> [String] {
    guard ConfigurationFile.isDirectory(path) else { return [path] }
    return DirectoryFingerprint(of: [path]).relativePaths.filter { !$0.hasSuffix(".part") }.map {
      "\(path)/\($0)"
    }
  }

  /// Adds the requests of a log, packed or not, and its octets.
  private func count(_ path: String, _ counts: inout [String: Int], _ octets: inout Int) throws {
    // What has no preamble is the combined format, or gets its fault.
    let log =
      try (try? LogFile(path: path, format: nil, allowsUnsorted: true))
      ?? LogFile(path: path, format: .combinedLog(keepsQuery: true), allowsUnsorted: true)
    var more = true
    while more, octets + log.progress.offset <= Limits.accessLogBytes {
      more = try log.next { line, text in
        guard line.isRead(in: text), (200..<300).contains(line.status) || line.status == 304 else { return }
        guard isOwn(line, text) else { return }
        var target = text.extracting(line.path).string
        if let query = line.query { target += "?" + text.extracting(query).string }
        if let target = Self.parseTarget(target) { counts[target, default: 0] += 1 }
      }
    }
    octets += log.progress.offset
  }

  private func isOwn(_ line: LogLine, _ text: Span<UInt8>) -> Bool {
    let named = [line.viewerHost, line.host].compactMap { $0 }
    if named.isEmpty { return true }
    for range in named where hosts.contains(text.extracting(range).string.lowercased()) { return true }
    return false
  }

  /// RFC 3986 section 3.3: what a segment may have as it is, and the slashes between.
  private static func percentEncoded(_ path: String) -> String {
    var text: [UInt8] = []
    for octet in path.utf8 {
      let isLetter = (97...122).contains(octet | 0x20) && octet >= 65
      if octet.isASCIIDigit || isLetter || "/-._~!$&'()*+,;=:@".utf8.contains(octet) {
        text.append(octet)
      } else {
        text.append(UInt8(ascii: "%"))
        for digit in [octet >> 4, octet & 15] { text.append(Array("0123456789ABCDEF".utf8)[Int(digit)]) }
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Span<UInt8> {
  fileprivate var string: String {
    var octets: [UInt8] = []
    for index in indices { octets.append(self[index]) }
    return String(decoding: octets, as: UTF8.self)
  }
}
