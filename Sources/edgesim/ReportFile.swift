import ArgumentParser
import EventLoop
import Glibc
import Serving

/// Files that a report goes to.
enum ReportFile {
  /// Known before a long run, not after it.
  static func checkWritable(_ path: String) throws {
    if let file = fopen(path, "a") {
      fclose(file)
    } else {
      try refuse(path)
    }
  }

  static func save(_ text: String, _ path: String) throws {
    let file = fopen(path, "w")
    let isWritten = file.map { fputs(text, $0) >= 0 } ?? false
    guard let file, fclose(file) == 0, isWritten else { try refuse(path) }
  }

  private static func refuse(_ path: String) throws -> Never {
    printError("\(path) cannot be written: \(String(cString: strerror(errno)))")
    throw ExitCode(2)
  }
}
