import Foundation
import Testing

/// Whole zones go out over TCP, to those who may have them; NSD and Knot are secondaries of edgesim.
@Suite(.serialized) struct TransferTests {
  static let secret = "YSBzZWNyZXQgZm9yIHRlc3RzIG9mIHRyYW5zZmVycw=="
  let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-transfer-\(UUID().uuidString)")
  var zones: URL { directory.appending(path: "zones") }

  init() throws {
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    try write(serial: 1, "www IN A 192.0.2.10")
  }

  private func cleanUp() { try? FileManager.default.removeItem(at: directory) }

  private func write(serial: Int, _ records: String) throws {
    try """
    $TTL 300
    @ IN SOA ns1 hostmaster \(serial) 3600 600 86400 300
    @ IN NS ns1
    ns1 IN A 192.0.2.1
    *.wild IN TXT "a star"
    \(records)

    """.write(to: zones.appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
  }

  private func write(policy: String) throws {
    try policy.write(to: zones.appending(path: "transfer.yaml"), atomically: true, encoding: .utf8)
  }

  private static let key = """
    keys:
      - {name: moving-key, algorithm: hmac-sha256, secret: \(secret)}

    """

  private func lab() throws -> LabProcess { try LabProcess(zones: zones) }

  private func transfer(_ lab: LabProcess, _ extra: String...) throws -> [String] {
    let command = try Command(
      "dig",
      ["@127.0.0.1", "-p", String(lab.dnsPort()), "+tries=1", "+time=5", "moving.test", "AXFR"] + extra)
    return command.output.split(separator: "\n").map {
      $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  @Test("Without transfer.yaml nobody has anything") func refusedByDefault() throws {
    defer { cleanUp() }
    #expect(try transfer(lab()).contains { $0.contains("Transfer failed") })
  }

  @Test func byAddress() throws {
    defer { cleanUp() }
    try write(policy: "allow:\n  - {prefix: 127.0.0.1/32}\n")
    let lab = try lab()
    let records = try transfer(lab).filter { !$0.hasPrefix(";") }
    #expect(records.count == 6)
    #expect(records.first == records.last && records.first?.contains(" SOA ") == true)
    #expect(records.contains("*.wild.moving.test. 300 IN TXT \"a star\""))
    #expect(try transfer(lab, "-b", "127.0.0.2").contains { $0.contains("Transfer failed") })
  }

  @Test("RFC 8945: a key, and nothing without it", arguments: ["hmac-sha256", "hmac-sha384", "hmac-sha512"])
  func byKey(algorithm: String) throws {
    defer { cleanUp() }
    try write(
      policy: Self.key.replacingOccurrences(of: "hmac-sha256", with: algorithm)
        + "allow:\n  - {key: moving-key, prefix: 127.0.0.0/8}\n")
    let lab = try lab()
    // dig verifies every message's signature.
    let records = try transfer(lab, "-y", "\(algorithm):moving-key:\(Self.secret)")
    #expect(records.filter { !$0.hasPrefix(";") }.count >= 6, "\(records)")
    #expect(!records.contains { $0.contains("verify") || $0.contains("failed") }, "\(records)")
    #expect(try transfer(lab).contains { $0.contains("Transfer failed") })
    let other = try transfer(lab, "-y", "\(algorithm):moving-key:AAAA")
    #expect(!other.contains { $0.contains("192.0.2.10") }, "\(other)")
    // Plain queries may be signed too, over UDP and TCP.
    for transport in ["+notcp", "+tcp"] {
      let reply = try lab.dig(
        "www.moving.test", "A", transport, "-y", "\(algorithm):moving-key:\(Self.secret)")
      #expect(reply.contains("192.0.2.10") && reply.contains("TSIG PSEUDOSECTION"), "\(reply)")
      #expect(!reply.contains("Couldn't verify") && !reply.contains("WARNING"), "\(reply)")
    }
  }

  @Test("A zone of many messages, whole and signed")
  func large() throws {
    defer { cleanUp() }
    try write(
      serial: 2, (0..<20_000).map { "h\($0) IN A 10.0.\($0 / 256).\($0 % 256)" }.joined(separator: "\n"))
    try write(policy: Self.key + "allow:\n  - {key: moving-key}\n")
    let records = try transfer(lab(), "-y", "hmac-sha256:moving-key:\(Self.secret)")
    #expect(records.filter { $0.contains(" IN A 10.") }.count == 20_000)
    #expect(!records.contains { $0.contains("failed") || $0.contains("verify") })
  }

  @Test("A policy with faults is refused with their places") func faults() throws {
    defer { cleanUp() }
    try write(policy: "allow:\n  - {prefix: 127.0.0.1/99}\n  - {key: nobody}\n  - {zones: [a.test]}\n")
    let command = try Command(
      LabProcess.program.path,
      ["serve", "--zones", zones.path, "--no-http", "--no-admin", "--dns", "127.0.0.1:0"])
    #expect(command.status == 2)
    for line in ["transfer.yaml:2:", "transfer.yaml:3:", "transfer.yaml:4:"] {
      #expect(command.errors.contains(line), "\(command.errors)")
    }
  }

  // MARK: Secondaries

  private enum Peer: String, CaseIterable {
    case nsd, knotd
    var port: Int { self == .nsd ? 23_101 : 23_102 }
  }

  private func configuration(of peer: Peer, primary: UInt16, in state: URL) -> String {
    switch peer {
    case .nsd:
      """
      server:
        server-count: 1
        ip-address: 127.0.0.1@\(peer.port)
        username: ""
        chroot: ""
        zonesdir: "\(state.path)"
        database: ""
        pidfile: "\(state.path)/pid"
        xfrdfile: "\(state.path)/xfrd"
        xfrdir: "\(state.path)"
        zonelistfile: "\(state.path)/zones"
      remote-control:
        control-enable: no
      key:
        name: moving-key
        algorithm: hmac-sha256
        secret: "\(Self.secret)"
      zone:
        name: moving.test
        zonefile: moving.test.secondary
        allow-notify: 127.0.0.1 moving-key
        request-xfr: 127.0.0.1@\(primary) moving-key

      """
    case .knotd:
      """
      server:
        listen: 127.0.0.1@\(peer.port)
        rundir: "\(state.path)"
      database:
        storage: "\(state.path)"
      key:
        - id: moving-key
          algorithm: hmac-sha256
          secret: \(Self.secret)
      remote:
        - id: primary
          address: 127.0.0.1@\(primary)
          key: moving-key
      acl:
        - id: notify
          address: 127.0.0.1
          key: moving-key
          action: notify
      zone:
        - domain: moving.test
          storage: "\(state.path)"
          file: moving.test.secondary
          master: primary
          acl: notify

      """
    }
  }

  @Test(
    "RFC 1996, RFC 5936, RFC 8945: a secondary takes the zone, and its change when told",
    arguments: ["nsd", "knotd"])
  func secondary(name: String) throws {
    defer { cleanUp() }
    let peer = try #require(Peer(rawValue: name))
    try write(
      policy: Self.key + """
        allow:
          - {key: moving-key}
        notify:
          - {address: 127.0.0.1, port: \(peer.port), key: moving-key}

        """)
    let lab = try lab()
    let state = directory.appending(path: name)
    try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
    let file = state.appending(path: "conf")
    try configuration(of: peer, primary: lab.dnsPort(), in: state).write(
      to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + (peer == .nsd ? ["-d"] : []) + ["-c", file.path]
    let log = state.appending(path: "log")
    try Data().write(to: log)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = process.standardOutput
    try process.run()
    defer {
      // Not SIGTERM: a process that starts from a dispatch queue has it blocked. Its children end with it.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    func answers(_ question: String, _ type: String) throws -> String {
      try Command(
        "dig", ["@127.0.0.1", "-p", String(peer.port), "+short", "+tries=1", "+time=1", question, type]
      ).output
    }
    do {
      try eventually("\(name) has the zone") { try answers("www.moving.test", "A") == "192.0.2.10\n" }
      #expect(try answers("x.wild.moving.test", "TXT") == "\"a star\"\n")
      try write(serial: 2, "www IN A 192.0.2.20")
      lab.signal(SIGHUP)
      try eventually("\(name) has the change") { try answers("www.moving.test", "A") == "192.0.2.20\n" }
      try eventually("the notification is acknowledged") { lab.errors.contains("acknowledged") }
    } catch {
      Issue.record("\((try? String(contentsOf: log, encoding: .utf8)) ?? "")\(lab.errors)")
    }
  }
}
