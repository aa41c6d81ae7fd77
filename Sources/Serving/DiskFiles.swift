import Configuration
import EventLoop
import Logging

/// The files of all caches that have one, by the ids of these.
struct DiskFiles {
  private var files: [String: DiskFile] = [:]

  subscript(id: String) -> DiskFile? { files[id] }

  /// Makes them those of `configuration`: opens what is new, keeps what stays. What is gone is closed by the worker that uses
  /// it. On an error nothing has changed.
  mutating func follow(
    _ configuration: LabConfiguration, _ options: Lab.Options, _ log: Logger
  ) throws(SystemError) {
    guard options.http != nil else { return }
    let wanted =
      configuration.pointsOfPresence.map { ($0.id, $0.disk) }
      + configuration.regionalCaches.map { ($0.id, $0.disk) }
    var next: [String: DiskFile] = [:]
    for (id, settings) in wanted {
      if let file = files[id] {
        next[id] = file
        if settings != file.settings {
          log.warning("disk of \(id): other settings hold from the next start on")
        }
      } else if let settings {
        next[id] = try DiskFile(settings, name: id)
      }
    }
    files = next
  }
}
