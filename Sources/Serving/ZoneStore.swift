import Configuration
import DNSWire
import EventLoop
import Glibc
import Logging
import Primitives
import Zones

/// The zones of a secondary on disk, so that a restart serves them at once: a directory of zone files in canonical form.
/// A file's time of change is when a primary confirmed the zone last, as BIND has it. Files are written on a thread of
/// their own and take their place whole.
final class ZoneStore: Sendable {
  private enum Message: Sendable {
    case keep(Zone, confirmed: Instant)
    case confirm(Name, Instant)
    case finish
  }

  private let directory: String
  private let seed: UInt64
  private let log: Logger
  private let mailbox: Mailbox<Message>

  /// Makes the directory if it is not there. `seed` keys the hash tables of zones that are read. Calls `ended` on the writer's thread when all is written after `finish`.
  init(
    directory: String, seed: UInt64, log: Logger, ended: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    (self.directory, self.seed, self.log) = (directory, seed, log)
    mailbox = try Mailbox()
    if mkdir(directory, 0o755) != 0, errno != EEXIST {
      throw SystemError(code: errno, call: "make the state directory \(directory) (--state names another)")
    }
    guard access(directory, W_OK | X_OK) == 0 else {
      throw SystemError(
        code: errno, call: "write to the state directory \(directory) (--state names another)")
    }
    try WorkerThread(name: "zone-store") { [self] in
      defer { ended() }
      guard let loop = try? EventLoop() else { return }
      let reception = mailbox.receive(on: loop) { [self, unowned loop] message in
        switch message {
        case .keep(let zone, let confirmed): write(zone, confirmed)
        case .confirm(let name, let confirmed): setTime(of: path(of: name), confirmed)
        case .finish: loop.stop()
        }
      }
      withExtendedLifetime(reception) { loop.run() }
    }.start()
  }

  func keep(_ zone: Zone, confirmed: Instant) { mailbox.post(.keep(zone, confirmed: confirmed)) }
  func finish() { mailbox.post(.finish) }
  func confirm(_ name: Name, at time: Instant) { mailbox.post(.confirm(name, time)) }

  /// What was kept of a zone, and when it was confirmed; nil if that is nothing, or of no use.
  func load(_ name: Name) -> (zone: Zone, confirmed: Instant)? {
    let path = path(of: name)
    var state = stat()
    guard stat(path, &state) == 0 else { return nil }
    let (zone, faults) = ZoneFile.read(path, origin: name, seed: seed)
    guard let zone, zone.apex == name else {
      let fault = faults.first { $0.severity == .error }.map { "\($0)" } ?? "\(path) holds another zone"
      log.warning("zone \(name): what was kept is of no use and is transferred anew: \(fault)")
      return nil
    }
    let time = state.st_mtim
    return (zone, Instant(nanosecondsSinceEpoch: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)))
  }

  /// The zone's name in lower case without the final dot; what is no letter, digit, hyphen or underscore as `%2F`.
  private func path(of name: Name) -> String {
    let text = name.isRoot ? "root" : String(name.description.lowercased().dropLast())
    return "\(directory)/\(text.percentEncoded(keeping: "-_.")).zone"
  }

  private func write(_ zone: Zone, _ confirmed: Instant) {
    let path = path(of: zone.apex)
    let temporary = path + ".new"
    do throws(SystemError) {
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw SystemError(code: errno, call: "open \(temporary)") }
      defer { close(descriptor) }
      var text: [UInt8] = []
      var failure: SystemError?
      CanonicalText(zone).forEachLine { line in
        text += line.utf8
        text.append(UInt8(ascii: "\n"))
        guard text.count >= Limits.zoneWriteOctets, failure == nil else { return }
        failure = Self.write(text, to: descriptor, temporary)
        text.removeAll(keepingCapacity: true)
      }
      failure = failure ?? Self.write(text, to: descriptor, temporary)
      if let failure { throw failure }
      guard fsync(descriptor) == 0 else { throw SystemError(code: errno, call: "fsync \(temporary)") }
      setTime(of: temporary, confirmed)
      guard rename(temporary, path) == 0 else { throw SystemError(code: errno, call: "rename \(temporary)") }
    } catch {
      log.error("zone \(zone.apex): served, but not kept for a restart: \(error)")
    }
  }

  private static func write(_ text: [UInt8], to descriptor: Int32, _ path: String) -> SystemError? {
    text.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let result = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        if result < 0, errno == EINTR { continue }
        if result < 0 { return SystemError(code: errno, call: "write \(path)") }
        written += result
      }
      return nil
    }
  }

  private func setTime(of path: String, _ time: Instant) {
    let seconds = time.secondsSinceEpoch
    let spec = timespec(
      tv_sec: Int(seconds), tv_nsec: Int(time.nanosecondsSinceEpoch - seconds * 1_000_000_000))
    if utimensat(AT_FDCWD, path, [spec, spec], 0) != 0, errno != ENOENT {
      log.error("\(SystemError(code: errno, call: "set the time of \(path)"))")
    }
  }
}
