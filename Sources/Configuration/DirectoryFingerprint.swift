import Glibc
import Primitives

/// What some files and those of some directories look like from outside: names, lengths, times of change. Two that are equal
/// mean that nothing was edited.
package struct DirectoryFingerprint: Equatable, Sendable {
  private struct File: Equatable, Sendable {
    /// Where it was found, below the path that was given.
    var relative: String
    var path: String
    var octets: Int
    var changed: Int64
  }

  private var files: [File] = []

  /// Looks at every file of `paths` and below them, hidden ones left out: editors keep their own there.
  package init(of paths: [String]) {
    for path in paths {
      guard let resolved = realpath(path, nil) else { continue }
      defer { free(resolved) }
      look(at: String(cString: resolved), "")
    }
    files.sort { $0.path < $1.path }
  }

  /// Links to files count as what they lead to; links to directories are left alone, for they may lead in circles.
  private mutating func look(at path: String, _ relative: String) {
    guard var status = FileStatus(path: path, followingLinks: false) else { return }
    if status.kind == .directory {
      for name in FileStatus.names(in: path) ?? [] where !name.hasPrefix(".") {
        look(at: "\(path)/\(name)", relative.isEmpty ? name : "\(relative)/\(name)")
      }
      return
    }
    if status.kind == .link, let target = FileStatus(path: path) { status = target }
    guard status.kind == .regular else { return }
    files.append(
      File(relative: relative, path: path, octets: status.octets, changed: status.changed))
  }

  /// The files below one directory, without its own path.
  var relativePaths: [String] { files.map(\.relative) }

  /// Differs, most likely, where two fingerprints do.
  var summary: UInt64 {
    var text = ""
    for file in files { text += "\(file.relative)\u{0}\(file.octets)\u{0}\(file.changed)\n" }
    return KeyedHash(seed: 0)(Array(text.utf8).span)
  }
}
