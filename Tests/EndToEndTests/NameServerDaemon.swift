import Foundation

/// NSD as the primary of `moving.test`.
final class NameServerDaemon {
  private let directory: URL
  private let port: UInt16
  private let process = Process()

  /// `make test` installs it.
  init(directory: URL, port: UInt16) throws {
    (self.directory, self.port) = (directory.appending(path: "nsd"), port)
    try FileManager.default.createDirectory(at: self.directory, withIntermediateDirectories: true)
  }

  deinit { kill() }

  var log: String { (try? String(contentsOf: directory.appending(path: "log"), encoding: .utf8)) ?? "" }

  func write(_ zone: String) throws {
    try zone.write(to: directory.appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
  }

  /// Serves, and notifies the secondary on that port.
  func start(secondary: UInt16, key: String?) throws {
    let configuration = """
      server:
        server-count: 1
        ip-address: 127.0.0.1@\(port)
        username: ""
        chroot: ""
        zonesdir: "\(directory.path)"
        database: ""
        pidfile: "\(directory.path)/pid"
        xfrdfile: "\(directory.path)/xfrd"
        xfrdir: "\(directory.path)"
        zonelistfile: "\(directory.path)/zones"
      remote-control:
        control-enable: yes
        control-interface: "\(directory.path)/control"
      key:
        name: moving-key
        algorithm: hmac-sha256
        secret: "\(TransferTests.secret)"
      zone:
        name: moving.test
        zonefile: moving.test.zone
        notify: 127.0.0.1@\(secondary) \(key ?? "NOKEY")
        provide-xfr: 127.0.0.1 \(key ?? "NOKEY")

      """
    let file = directory.appending(path: "conf")
    try configuration.write(to: file, atomically: true, encoding: .utf8)
    let output = directory.appending(path: "log")
    try Data().write(to: output)
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["nsd", "-d", "-c", file.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = process.standardOutput
    try process.run()
  }

  /// Has it read the zone again. Not with SIGHUP: a process that starts from a dispatch queue has it blocked.
  func reload() throws {
    let file = directory.appending(path: "conf")
    let command = try Command("nsd-control", ["-c", file.path, "reload", "moving.test"])
    guard command.status == 0 else { throw CommandFailed(text: command.output + command.errors) }
  }

  struct CommandFailed: Error { let text: String }

  func kill() {
    guard process.isRunning else { return }
    Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
