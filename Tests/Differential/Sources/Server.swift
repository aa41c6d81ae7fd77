import Foundation

/// A name server under test: how to write its configuration and start it.
enum Implementation: String, CaseIterable {
  case edgesim, nsd, knot, bind

  var program: String {
    switch self {
    case .edgesim: ProcessInfo.processInfo.environment["EDGESIM"] ?? ".build/release/edgesim"
    case .nsd: "/usr/sbin/nsd"
    case .knot: "/usr/sbin/knotd"
    case .bind: "/usr/sbin/named"
    }
  }
}

/// A running server on a port of 127.0.0.1.
final class Server {
  let implementation: Implementation
  let port: UInt16
  private let process = Process()

  /// Starts `implementation` over the zone files `ZONE.zone` in `directory`/zones.
  init(_ implementation: Implementation, port: UInt16, zones: [String], directory: URL) throws {
    (self.implementation, self.port) = (implementation, port)
    let own = directory.appendingPathComponent(implementation.rawValue)
    try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
    let configuration = own.appendingPathComponent("configuration")
    let zoneDirectory = directory.appendingPathComponent("zones").path
    let text: String
    switch implementation {
    case .edgesim:
      text = ""
      process.arguments = [
        "serve", "--zones", zoneDirectory, "--no-http", "--no-admin", "--cookies", "off", "--workers", "1",
        "--dns",
        "127.0.0.1:\(port)",
      ]
    case .nsd:
      text = Self.nsd(port: port, zones: zones, zoneDirectory: zoneDirectory, own: own.path)
      process.arguments = ["-d", "-c", configuration.path]
    case .knot:
      text = Self.knot(port: port, zones: zones, zoneDirectory: zoneDirectory, own: own.path)
      process.arguments = ["-c", configuration.path]
    case .bind:
      text = Self.bind(port: port, zones: zones, zoneDirectory: zoneDirectory, own: own.path)
      process.arguments = ["-g", "-c", configuration.path, "-n", "1"]
    }
    try text.write(to: configuration, atomically: true, encoding: .utf8)
    let log = own.appendingPathComponent("log").path
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    process.executableURL = URL(fileURLWithPath: implementation.program)
    process.standardOutput = FileHandle(forWritingAtPath: log)
    process.standardError = process.standardOutput
    try process.run()
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }

  private static func nsd(port: UInt16, zones: [String], zoneDirectory: String, own: String) -> String {
    """
    server:
      server-count: 1
      ip-address: 127.0.0.1@\(port)
      username: ""
      chroot: ""
      zonesdir: "\(zoneDirectory)"
      database: ""
      pidfile: "\(own)/pid"
      xfrdfile: "\(own)/xfrd"
      xfrdir: "\(own)"
      zonelistfile: "\(own)/zones"
      minimal-responses: yes
      refuse-any: no
      rrl-ratelimit: 0
      tcp-count: 100
    remote-control:
      control-enable: no

    """ + zones.map { "zone:\n  name: \($0)\n  zonefile: \($0).zone\n" }.joined()
  }

  private static func knot(port: UInt16, zones: [String], zoneDirectory: String, own: String) -> String {
    """
    server:
      rundir: "\(own)"
      listen: 127.0.0.1@\(port)
      udp-workers: 1
      tcp-workers: 1
      background-workers: 1
    database:
      storage: "\(own)"
    template:
      - id: default
        storage: "\(zoneDirectory)"
        file: "%s.zone"
        zonefile-sync: -1
        journal-content: none
        semantic-checks: off
    zone:

    """ + zones.map { "  - domain: \($0)\n" }.joined()
  }

  private static func bind(port: UInt16, zones: [String], zoneDirectory: String, own: String) -> String {
    """
    options {
      directory "\(own)";
      listen-on port \(port) { 127.0.0.1; };
      listen-on-v6 { none; };
      pid-file none;
      session-keyfile none;
      recursion no;
      empty-zones-enable no;
      minimal-responses no-auth;
      minimal-any no;
      check-names primary ignore;
      check-integrity no;
      check-mx ignore;
      check-mx-cname ignore;
      check-srv-cname ignore;
      check-wildcard no;
      notify no;
      dnssec-validation no;
    };
    controls {};

    """
      + zones.map { "zone \"\($0)\" { type primary; file \"\(zoneDirectory)/\($0).zone\"; };\n" }.joined()
  }
}
