import Configuration
import EventLoop

/// Looks at files and directories again and again and tells when their files have changed and come to rest.
final class FileWatch {
  private let paths: [String]
  /// As they were when it was last told, and at the last look.
  private var settled: DirectoryFingerprint
  private var last: DirectoryFingerprint
  private let changed: () -> Void
  private var timer: Timer?

  init(on loop: EventLoop, paths: [String], changed: @escaping () -> Void) {
    (self.paths, self.changed) = (paths, changed)
    settled = DirectoryFingerprint(of: paths)
    last = settled
    timer = Timer(on: loop, every: Limits.watchInterval) { [unowned self] in look() }
  }

  /// A file that is still being written looks different at each look: it is waited for.
  private func look() {
    let now = DirectoryFingerprint(of: paths)
    defer { last = now }
    guard now == last, now != settled else { return }
    settled = now
    changed()
  }
}
