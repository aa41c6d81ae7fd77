import Foundation

/// What some files and those of some directories look like from outside: names, lengths, times of change. Two that are equal
/// mean that nothing was edited.
package struct DirectoryFingerprint: Equatable, Sendable {
  private struct File: Equatable, Sendable {
    var path: String
    var octets: Int
    var changed: Date
  }

  private var files: [File] = []

  /// Looks at every file of `paths` and below them, hidden ones left out: editors keep their own there.
  package init(of paths: [String]) {
    for path in paths {
      let root = URL(fileURLWithPath: path)
      let keys: [URLResourceKey] = [.fileSizeKey, .contentModificationDateKey, .isRegularFileKey]
      let found = FileManager.default.enumerator(
        at: root, includingPropertiesForKeys: keys, options: [.skipsHiddenFiles])
      for file in [root] + (found?.allObjects as? [URL] ?? []) {
        guard let values = try? file.resourceValues(forKeys: Set(keys)), values.isRegularFile == true else {
          continue
        }
        files.append(
          File(
            path: file.path, octets: values.fileSize ?? 0,
            changed: values.contentModificationDate ?? .distantPast))
      }
    }
    files.sort { $0.path < $1.path }
  }
}
