import Configuration
import EventLoop

/// Looks at directories again and again and tells when their files have changed and come to rest.
final class FileWatch {
  private let directories: [String]
  /// As they were when it was last told, and at the last look.
  private var settled: DirectoryFingerprint
  private var last: DirectoryFingerprint
  private let changed: () -> Void
  private var timer: Timer?

  init(on loop: EventLoop, directories: [String], changed: @escaping () -> Void) {
    (self.directories, self.changed) = (directories, changed)
    settled = DirectoryFingerprint(of: directories)
    last = settled
    timer = Timer(on: loop, every: Limits.watchInterval) { [unowned self] in look() }
  }

  /// A file that is still being written looks different at each look: it is waited for.
  private func look() {
    let now = DirectoryFingerprint(of: directories)
    defer { last = now }
    guard now == last, now != settled else { return }
    settled = now
    changed()
  }
}
