import Foundation
import Testing

/// Zones come in over AXFR, from NSD and from edgesim itself, and go on.
@Suite(.serialized) struct SecondaryTests {
  static let key = "{name: moving-key, algorithm: hmac-sha256, secret: \(TransferTests.secret)}"
  let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-secondary-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  private func cleanUp() { try? FileManager.default.removeItem(at: directory) }

  /// A directory of zones with a transfer.yaml.
  private func zones(_ name: String, policy: String) throws -> URL {
    let zones = directory.appending(path: name)
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    try policy.write(to: zones.appending(path: "transfer.yaml"), atomically: true, encoding: .utf8)
    return zones
  }

  private func state(_ name: String) -> URL { directory.appending(path: "\(name)-state") }

  private func lab(_ name: String, policy: String) throws -> LabProcess {
    try LabProcess(zones: zones(name, policy: policy), ["--state", state(name).path])
  }

  private static func zone(serial: Int, address: String, timers: String = "3600 600 86400") -> String {
    """
    $TTL 300
    @ IN SOA ns1 hostmaster \(serial) \(timers) 300
    @ IN NS ns1
    ns1 IN A 192.0.2.1
    www IN A \(address)

    """
  }

  private static func secondary(_ primary: UInt16, key: String? = nil) -> String {
    let key = key.map { ", key: \($0)" } ?? ""
    return
      "secondary:\n  - {zone: moving.test, primaries: [{address: 127.0.0.1, port: \(primary)\(key)}]}\n"
  }

  private func address(_ lab: LabProcess) throws -> String {
    try lab.answers("www.moving.test", "A").joined()
  }

  // MARK: NSD

  @Test(
    "RFC 5936, RFC 1996, RFC 8945: NSD's zone is served, its change too, and over a restart",
    arguments: [false, true])
  func fromNSD(isSigned: Bool) throws {
    defer { cleanUp() }
    let port: UInt16 = isSigned ? 23_111 : 23_112
    let keyName = isSigned ? "moving-key" : nil
    let policy = "keys:\n  - \(Self.key)\n" + Self.secondary(port, key: keyName)
    var lab = try lab("edgesim", policy: policy)
    let before = try lab.dig("www.moving.test", "A", "+edns")
    #expect(before.contains("SERVFAIL") && before.contains("EDE: 14"), "\(before)")
    let nsd = try NameServerDaemon(directory: directory, port: port)
    try nsd.write(Self.zone(serial: 1, address: "192.0.2.10"))
    // NSD notifies when it starts: nobody waits for the next try.
    try nsd.start(secondary: lab.dnsPort(), key: keyName)
    do {
      try eventually("the zone has come") { try address(lab).contains(" A 192.0.2.10") }
      try nsd.write(Self.zone(serial: 2, address: "192.0.2.20"))
      try nsd.reload()
      try eventually("the change has come") { try address(lab).contains(" A 192.0.2.20") }
      #expect(lab.errors.contains("notified of serial 2"))
      #expect(lab.errors.contains("serial 2, 4 records, 1 messages"), "\(lab.errors)")
      let metrics = try lab.metrics()
      #expect(metrics.sum("edgesim_secondary_zone_serial", ["zone": "moving.test."]) == 2)
      #expect(metrics.sum("edgesim_secondary_zone_transfers_total", ["result": "done"]) == 2)
      let file = state("edgesim").appending(path: "moving.test.zone")
      try eventually("the zone is kept") {
        try String(contentsOf: file, encoding: .utf8).contains("www.moving.test. 300 IN A 192.0.2.20\n")
      }
    } catch { Issue.record("\(error) \(nsd.log)\(lab.errors)") }
    nsd.kill()
    // NSD is gone: what is served now is what was kept.
    #expect(lab.stop() == 0)
    lab = try self.lab("edgesim", policy: policy)
    #expect(try address(lab).contains(" A 192.0.2.20"))
  }

  // MARK: A chain

  @Test("A zone that came in goes on: primary, secondary, secondary of that")
  func chain() throws {
    defer { cleanUp() }
    let allow = "allow:\n  - {prefix: 127.0.0.1/32}\n"
    let first = try zones("first", policy: allow)
    let file = first.appending(path: "moving.test.zone")
    try Self.zone(serial: 1, address: "192.0.2.10").write(to: file, atomically: true, encoding: .utf8)
    let primary = try LabProcess(zones: first)
    let middle = try lab("middle", policy: allow + Self.secondary(primary.dnsPort()))
    try eventually("the zone has come") { try address(middle).contains(" A 192.0.2.10") }
    let last = try lab("last", policy: Self.secondary(middle.dnsPort()))
    try eventually("the zone has come on") { try address(last).contains(" A 192.0.2.10") }
    // Now each is told whom to notify, and the zone changes.
    func notify(_ lab: LabProcess) throws -> String {
      "notify:\n  - {address: 127.0.0.1, port: \(try lab.dnsPort())}\n"
    }
    _ = try zones("middle", policy: allow + notify(last) + Self.secondary(primary.dnsPort()))
    middle.signal(SIGHUP)
    try eventually("it is told of whom to notify") { middle.errors.contains("reloaded") }
    _ = try zones("first", policy: allow + notify(middle))
    try Self.zone(serial: 2, address: "192.0.2.20").write(to: file, atomically: true, encoding: .utf8)
    primary.signal(SIGHUP)
    try eventually("the change has come to the end") { try address(last).contains(" A 192.0.2.20") }
    #expect(try address(middle).contains(" A 192.0.2.20"))
    // A zone that the configuration has no more is refused.
    _ = try zones("middle", policy: allow)
    middle.signal(SIGHUP)
    try eventually("the zone is gone") { try middle.dig("www.moving.test", "A").contains("REFUSED") }
  }

  @Test("A primary that goes by address is asked from the address of --dns, over UDP and TCP")
  func source() throws {
    defer { cleanUp() }
    let first = try zones("first", policy: "allow:\n  - {prefix: 127.0.0.3/32}\n")
    try Self.zone(serial: 1, address: "192.0.2.10").write(
      to: first.appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
    let primary = try LabProcess(zones: first)
    let lab = try LabProcess(
      zones: zones("second", policy: Self.secondary(primary.dnsPort())),
      ["--state", state("second").path, "--dns", "127.0.0.3:0"])
    try eventually("the zone has come") { lab.errors.contains("serial 1, 4 records") }
  }

  // MARK: What is kept

  @Test(
    "RFC 1035 section 3.3.13: time that passes while the server is down counts", arguments: [false, true])
  func kept(isLate: Bool) throws {
    defer { cleanUp() }
    try FileManager.default.createDirectory(at: state("edgesim"), withIntermediateDirectories: true)
    let file = state("edgesim").appending(path: "moving.test.zone")
    try ("$ORIGIN moving.test.\n" + Self.zone(serial: 5, address: "192.0.2.10")).write(
      to: file, atomically: true, encoding: .utf8)
    let confirmed = Date(timeIntervalSinceNow: isLate ? -86_500 : -86_000)
    try FileManager.default.setAttributes([.modificationDate: confirmed], ofItemAtPath: file.path)
    // Nobody is at the port of the primary.
    let lab = try lab("edgesim", policy: Self.secondary(9))
    let reply = try lab.dig("www.moving.test", "A")
    #expect(reply.contains(isLate ? "SERVFAIL" : "192.0.2.10"), "\(reply)")
  }

  @Test("A kept file that is damaged is no obstacle, and no zone") func damaged() throws {
    defer { cleanUp() }
    try FileManager.default.createDirectory(at: state("edgesim"), withIntermediateDirectories: true)
    try "no zone".write(
      to: state("edgesim").appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
    let lab = try lab("edgesim", policy: Self.secondary(9))
    #expect(try lab.dig("www.moving.test", "A").contains("SERVFAIL"))
    #expect(lab.errors.contains("transferred anew"))
  }

  // MARK: Refusals

  @Test(
    "RFC 1996, as NSD, Knot and BIND: who is heard and who is not",
    arguments: [
      ("moving.test", "SOA", "127.0.0.1", "NOERROR"), ("moving.test", "SOA", "127.0.0.2", "REFUSED"),
      ("other.test", "SOA", "127.0.0.1", "NOTAUTH"), ("www.moving.test", "SOA", "127.0.0.1", "NOTAUTH"),
      ("moving.test", "A", "127.0.0.1", "FORMERR"),
    ])
  func notify(zone: String, type: String, source: String, code: String) throws {
    defer { cleanUp() }
    let lab = try lab("edgesim", policy: Self.secondary(9))
    for transport in ["+notcp", "+tcp"] {
      let reply = try lab.dig("+opcode=NOTIFY", "+noedns", transport, "-b", source, zone, type)
      #expect(reply.contains("opcode: NOTIFY, status: \(code)"), "\(reply)")
      #expect(reply.contains("qr aa;") == (code == "NOERROR"), "\(reply)")
    }
  }

  @Test(
    "RFC 8945: what the primary says of a key is in the log",
    arguments: [("moving-key", "AAAA", "BADSIG"), ("other-key", TransferTests.secret, "BADKEY")])
  func wrongKeys(name: String, secret: String, reason: String) throws {
    defer { cleanUp() }
    let first = try zones("first", policy: "keys:\n  - \(Self.key)\nallow:\n  - {key: moving-key}\n")
    try Self.zone(serial: 1, address: "192.0.2.10").write(
      to: first.appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
    let primary = try LabProcess(zones: first)
    let lab = try lab(
      "edgesim",
      policy: "keys:\n  - {name: \(name), algorithm: hmac-sha256, secret: \(secret)}\n"
        + Self.secondary(primary.dnsPort(), key: name))
    try eventually("the refusal is logged") { lab.errors.contains(reason) }
    #expect(try lab.dig("www.moving.test", "A").contains("SERVFAIL"))
    // The same to a client with dig.
    let reply = try primary.dig("www.moving.test", "A", "-y", "hmac-sha256:\(name):\(secret)")
    #expect(reply.contains("status: NOTAUTH") && reply.contains(reason), "\(reply)")
  }

  @Test("Faults of the configuration, with their places") func faults() throws {
    defer { cleanUp() }
    let zones = try zones(
      "edgesim",
      policy: """
        secondary:
          - {zone: a.test, primaries: []}
          - {zone: moving.test, primaries: [{address: 127.0.0.1}]}
          - {zone: b.test, primaries: [{address: localhost, key: none}]}
          - {zone: c.test}
          - {zone: d.test, primaries: [{address: 127.0.0.1, zones: [x.test]}]}
          - {zone: e.test, primaries: [{address: 127.0.0.1, port: 0}]}
          - {zone: E.test., primaries: [{address: 127.0.0.1, key: none}]}

        """)
    try Self.zone(serial: 1, address: "192.0.2.10").write(
      to: zones.appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
    for arguments in [["serve", "--no-http", "--no-admin", "--dns", "127.0.0.1:0"], ["check"]] {
      let command = try Command(
        LabProcess.program.path,
        [arguments[0], "--zones", zones.path] + arguments.dropFirst()
          + (arguments[0] == "check"
            ? ["--edge-config", LabProcess.repository.appending(path: "edge-config").path] : []))
      #expect(command.status == 2)
      for line in 2...8 {
        #expect((command.errors + command.output).contains("transfer.yaml:\(line):"), "\(command.errors)")
      }
    }
  }

  // MARK: Over UDP

  @Test("RFC 1995 section 2: IXFR over UDP gets the SOA record, and the secondary goes on over TCP")
  func incrementalOverUDP() throws {
    defer { cleanUp() }
    let zones = try zones(
      "edgesim", policy: "keys:\n  - \(Self.key)\nallow:\n  - {key: moving-key}\n")
    try Self.zone(serial: 7, address: "192.0.2.10").write(
      to: zones.appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
    let lab = try LabProcess(zones: zones)
    let key = "hmac-sha256:moving-key:\(TransferTests.secret)"
    for serial in [1, 7, 9] {
      let answers = try lab.answers("+notcp", "-y", key, "ixfr=\(serial)", "moving.test")
      #expect(answers.filter { $0.contains(" SOA ") }.count == 1, "\(answers)")
      #expect(!answers.contains { $0.contains(" A ") }, "\(answers)")
    }
    let unsigned = try lab.dig("+notcp", "ixfr=1", "moving.test")
    #expect(!unsigned.contains("SOA"), "\(unsigned)")
  }

  @Test("RFC 8945 section 5.3: an answer without room for its signature is truncated, and signed")
  func noRoomForTheSignature() throws {
    defer { cleanUp() }
    let zones = try zones("edgesim", policy: "keys:\n  - \(Self.key)\n")
    let text = String(repeating: "x", count: 210)
    try (Self.zone(serial: 1, address: "192.0.2.10") + "t IN TXT \"\(text)\" \"\(text)\"\n").write(
      to: zones.appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
    let lab = try LabProcess(zones: zones)
    let key = "hmac-sha256:moving-key:\(TransferTests.secret)"
    let plain = try lab.dig("+noedns", "+ignore", "t.moving.test", "TXT")
    #expect(plain.contains("flags: qr aa;"), "\(plain)")
    let signed = try lab.dig("+noedns", "+ignore", "-y", key, "t.moving.test", "TXT")
    #expect(signed.contains("flags: qr tc;") && signed.contains("ANSWER: 0"), "\(signed)")
    #expect(signed.contains("TSIG PSEUDOSECTION") && !signed.contains("WARNING"), "\(signed)")
    let whole = try lab.dig("+noedns", "-y", key, "t.moving.test", "TXT")
    #expect(whole.contains("flags: qr aa;") && whole.contains("(TCP)"), "\(whole)")
    let roomy = try lab.dig("+bufsize=1232", "+ignore", "-y", key, "t.moving.test", "TXT")
    #expect(roomy.contains("flags: qr aa;") && roomy.contains("(UDP)"), "\(roomy)")
  }
}
