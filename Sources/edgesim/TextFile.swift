import Glibc
import Primitives

/// Files that a command reads and writes.
enum TextFile {
  struct Failure: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var isExisting = false
    var description: String { "\(path): \(reason)" }
  }

  /// Exports of whole accounts are some megabytes.
  private static let limit = 64 << 20

  static func read(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "cannot be read") }
    defer { close(descriptor) }
    var octets: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "cannot be read") }
      if count == 0 { return octets }
      octets += buffer[..<count]
      guard octets.count <= limit else {
        throw Failure(path: path, reason: "is larger than \(limit) octets")
      }
    }
  }

  /// Writes all files, or none: each beside its place first, then all are moved there. The directory is made if need be, and those in
  /// names of files.
  static func write(
    _ files: [(name: String, text: String)], into directory: String, replacing: Bool
  ) throws(Failure) {
    guard mkdir(directory, 0o777) == 0 || errno == EEXIST else { throw failure(directory, "cannot be made") }
    for file in files {
      guard let slash = file.name.lastIndex(of: "/") else { continue }
      let inner = "\(directory)/\(file.name[..<slash])"
      guard mkdir(inner, 0o777) == 0 || errno == EEXIST else { throw failure(inner, "cannot be made") }
    }
    let places = files.map { Place(path: "\(directory)/\($0.name)") }
    for place in places { try place.check(replacing: replacing) }
    defer { for place in places { unlink(place.draft) } }
    for (place, file) in zip(places, files) { try place.write(file.text) }
    var linked: [Place] = []
    do throws(Failure) {
      for place in places {
        try place.settle(replacing: replacing)
        linked.append(place)
      }
    } catch {
      if !replacing { for place in linked { unlink(place.path) } }
      throw error
    }
  }

  private struct Place {
    let path: String
    var draft: String { "\(path).\(getpid()).draft" }

    /// Only a plain file is replaced.
    func check(replacing: Bool) throws(Failure) {
      var status = stat()
      guard lstat(path, &status) == 0 else { return }
      guard replacing else { throw Failure(path: path, reason: "is there already", isExisting: true) }
      guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(path: path, reason: "is no plain file") }
    }

    func write(_ text: String) throws(Failure) {
      let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw failure(draft, "cannot be written") }
      defer { close(descriptor) }
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw failure(draft, "cannot be written") }
        rest = rest.dropFirst(count)
      }
    }

    /// A link fails where a file is, whoever made it in the meantime.
    func settle(replacing: Bool) throws(Failure) {
      if replacing {
        guard rename(draft, path) == 0 else { throw failure(path, "cannot be written") }
      } else {
        guard link(draft, path) == 0 else {
          throw Failure(
            path: path, reason: "cannot be written: \(String(cString: strerror(errno)))",
            isExisting: errno == EEXIST)
        }
      }
    }
  }

  private static func failure(_ path: String, _ what: String) -> Failure {
    Failure(path: path, reason: "\(what): \(String(cString: strerror(errno)))")
  }
}
