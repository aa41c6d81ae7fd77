import Foundation

/// What the files of some directories look like from outside: names, lengths, times of change. Two that are equal
/// mean that nothing was edited.
package struct DirectoryFingerprint: Equatable, Sendable {
  private struct File: Equatable, Sendable {
    var path: String
    var octets: Int
    var changed: Date
  }

  private var files: [File] = []

  /// Looks at every file below `directories`, hidden ones left out: editors keep their own there.
  package init(of directories: [String]) {
    for directory in directories {
      let root = URL(fileURLWithPath: directory)
      let keys: [URLResourceKey] = [.fileSizeKey, .contentModificationDateKey, .isRegularFileKey]
      let found = FileManager.default.enumerator(
        at: root, includingPropertiesForKeys: keys, options: [.skipsHiddenFiles])
      while let file = found?.nextObject() as? URL {
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
