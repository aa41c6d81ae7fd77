/// Where a cache keeps bodies of large objects beside memory.
package struct DiskSettings: Hashable, Sendable {
  /// As it was written, or below the directory of the file that names it.
  package var directory: String
  /// Octets of the file, records' headers included.
  package var size: Int
  /// Octets; smaller bodies stay in memory.
  package var minimumObjectSize: Int

  package init(directory: String, size: Int, minimumObjectSize: Int = Limits.minimumObjectSize) {
    (self.directory, self.size, self.minimumObjectSize) = (directory, size, minimumObjectSize)
  }
}

/// Reads `disk` of a point of presence or a regional cache.
enum DiskReader {
  static func read(_ node: ConfigurationNode) -> DiskSettings? {
    guard let map = node.map(keys: ["directory", "size", "minimumObjectSize"]) else { return nil }
    let directory = map.required("directory").flatMap(Self.directory)
    let size = map.required("size").flatMap {
      Self.size($0, "a size such as 10GiB, of 1MiB at least", from: Limits.smallestDisk)
    }
    var minimum: Int? = Limits.minimumObjectSize
    if let node = map["minimumObjectSize"] {
      minimum = Self.size(node, "a size such as 64KiB, of 4KiB at least", from: Limits.smallestDiskObject)
    }
    guard let directory, let size, let minimum else { return nil }
    guard minimum < size else {
      map["minimumObjectSize"]?.error("minimumObjectSize is not below size: no object would be kept")
      return nil
    }
    return DiskSettings(directory: directory, size: size, minimumObjectSize: minimum)
  }

  private static func directory(_ node: ConfigurationNode) -> String? {
    guard let text = node.nonEmptyString() else { return nil }
    if text.hasPrefix("/") { return text }
    return ConfigurationFile(path: node.file, diagnostics: node.diagnostics).directory + "/" + text
  }

  private static func size(_ node: ConfigurationNode, _ expected: String, from least: Int) -> Int? {
    node.parsed(as: expected) { text in ByteCount.parse(text).flatMap { $0 >= least ? $0 : nil } }
  }
}
