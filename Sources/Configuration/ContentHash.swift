import Glibc
import Primitives

/// Tells two sets of files apart by what is in them, on whatever machine they are.
package enum ContentHash {
  /// Of the files, and of those below directories, hidden ones left out: 16 hexadecimal digits.
  package static func of(_ paths: [String]) -> String {
    var text: [UInt8] = []
    for path in paths { add(path, "", to: &text) }
    return KeyedHash(seed: 0)(text.span).digits(16, radix: 16)
  }

  private static func add(_ path: String, _ relative: String, to text: inout [UInt8]) {
    guard let status = FileStatus(path: path) else { return }
    if status.kind == .directory {
      for name in FileStatus.names(in: path) ?? [] where !name.hasPrefix(".") {
        add("\(path)/\(name)", "\(relative)/\(name)", to: &text)
      }
    } else if status.kind == .regular {
      text += Array("\(relative)\u{0}\(content(of: path))\u{0}".utf8)
    }
  }

  /// The file's length and a hash of its octets, piece by piece: a trace may be larger than memory. What cannot be read is nothing.
  private static func content(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    var (hash, length) = (UInt64(0), 0)
    while true {
      var count = 0
      // Whole pieces, however the file is read.
      while count < piece.count {
        let octets = piece.withUnsafeMutableBytes {
          read(descriptor, $0.baseAddress! + count, $0.count - count)
        }
        if octets < 0, errno == EINTR { continue }
        guard octets > 0 else { break }
        count += octets
      }
      hash = KeyedHash(seed: hash)(piece.span.extracting(..<count))
      length += count
      if count < piece.count { return "\(length) \(hash)" }
    }
  }
}
