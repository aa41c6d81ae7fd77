import Foundation
import Testing

/// Zones signed by BIND's and NLnet Labs' signers, served by edgesim, validated by `delv`.
@Suite struct ValidationTests {
  enum Signing: String, CaseIterable {
    case nsec, nsec3, optOut, ldns

    var program: String { self == .ldns ? "ldns-signzone" : "dnssec-signzone" }

    func arguments(_ zone: String, _ file: String, key: String) -> [String] {
      let common = ["-S", "-z", "-P", "-o", zone, "-f", file]
      return switch self {
      case .nsec: common + [file]
      case .nsec3: common + ["-3", "aabbccdd", "-H", "2", file]
      case .optOut: common + ["-3", "-", "-A", file]
      case .ldns: ["-n", "-s", "aabb", "-t", "1", "-o", zone, "-f", file, file, key]
      }
    }
  }

  static let parent = """
    $ORIGIN signed.test.
    $TTL 300
    @ SOA ns1 admin 7 7200 900 1209600 60
    @ NS ns1
    @ MX 10 web
    ns1 A 192.0.2.1
    web A 192.0.2.3
    www CNAME web
    gone CNAME missing.new
    b.ent TXT "below an empty non-terminal"
    *.wild A 192.0.2.4
    y.wild A 192.0.2.5
    *.star CNAME web
    *.c.* TXT "below a wildcard that is empty"
    old DNAME new
    web.new A 192.0.2.6
    secure NS ns1
    insecure NS ns1
    a.below NS ns1

    """

  static func child(_ name: String) -> String {
    """
    $ORIGIN \(name).signed.test.
    $TTL 300
    @ SOA ns1 admin 7 7200 900 1209600 60
    @ NS ns1
    ns1 A 192.0.2.1
    www A 192.0.2.7

    """
  }

  let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-signed-\(UUID().uuidString)")

  private func file(_ zone: String) -> URL { directory.appending(path: "zones/\(zone).zone") }

  private func run(_ program: String, _ arguments: [String]) throws -> String {
    let command = try Command(program, arguments, in: directory)
    try #require(command.status == 0, "\(program) \(arguments): \(command.output)\(command.errors)")
    return command.output
  }

  /// Signs the zone in its file with one new key; returns the key's file without suffix.
  private func sign(_ zone: String, _ signing: Signing) throws -> String {
    let made =
      signing == .ldns
      ? try run("ldns-keygen", ["-a", "ECDSAP256SHA256", "-k", zone])
      : try run("dnssec-keygen", ["-a", "ECDSAP256SHA256", "-f", "KSK", zone])
    let key = try #require(made.split(separator: "\n").last.map(String.init))
    _ = try run(signing.program, signing.arguments(zone, file(zone).path, key: key))
    return key
  }

  /// The last four fields of the key: flags, protocol, algorithm and the key itself.
  private func anchor(_ key: String) throws -> String {
    let text = try String(contentsOf: directory.appending(path: "\(key).key"), encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.contains("DNSKEY") && !$0.hasPrefix(";") })
    let words = line.prefix { $0 != ";" }.split(whereSeparator: \.isWhitespace)
    let start = try #require(words.firstIndex(of: "DNSKEY")) + 1
    let fields = words[start..<start + 3].joined(separator: " ")
    return "trust-anchors { signed.test. static-key \(fields) \"\(words[(start + 3)...].joined())\"; };\n"
  }

  @Test("RFC 4035 section 5, RFC 5155 section 8: what edgesim answers validates", arguments: Signing.allCases)
  func validates(signing: Signing) throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let zones = directory.appending(path: "zones")
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    for name in ["secure", "insecure"] {
      try Self.child(name).write(to: file("\(name).signed.test"), atomically: true, encoding: .utf8)
    }
    let childKey = try sign("secure.signed.test", signing)
    let signer =
      try signing == .ldns
      ? run("ldns-key2ds", ["-n", "-2", "\(childKey).key"]) : run("dnssec-dsfromkey", ["\(childKey).key"])
    try (Self.parent + signer).write(to: file("signed.test"), atomically: true, encoding: .utf8)
    let anchors = directory.appending(path: "anchors")
    try anchor(sign("signed.test", signing)).write(to: anchors, atomically: true, encoding: .utf8)
    let lab = try LabProcess(zones: zones, ["--no-http"])
    // An opt-out span says nothing of names in it: a wildcard's answer is then not secure (RFC 5155 section 9.2).
    let expansion = signing == .optOut ? "; unsigned answer" : "; fully validated"
    let (secure, denied) = ("; fully validated", "; negative response, fully validated")
    for (name, type, status, outcome) in [
      ("web.", "A", "", secure), ("", "MX", "", secure), ("", "DNSKEY", "", secure), ("", "SOA", "", secure),
      ("www.", "A", "", secure), ("web.", "MX", "nxrrset", denied), ("ent.", "A", "nxrrset", denied),
      ("b.ent.", "A", "nxrrset", denied), ("none.new.", "A", "nxdomain", denied),
      ("a.b.none.new.", "A", "nxdomain", denied), ("gone.", "A", "nxdomain", secure),
      ("x.wild.", "A", "", expansion), ("x.x.wild.", "A", "", expansion),
      ("x.wild.", "MX", "nxrrset", denied), ("*.wild.", "A", "", secure),
      ("z.y.wild.", "A", "nxdomain", denied), ("x.star.", "A", "", expansion),
      ("x.", "A", "nxrrset", denied), ("x.c.x.", "TXT", "nxrrset", denied),
      ("web.old.", "A", "", secure), ("old.", "DNAME", "", secure), ("web.old.", "MX", "nxrrset", secure),
      ("secure.", "DS", "", secure), ("www.secure.", "A", "", secure),
      ("none.secure.", "A", "nxdomain", denied),
      ("insecure.", "DS", "nxrrset", denied), ("www.insecure.", "A", "", "; unsigned answer"),
      ("a.below.", "DS", "nxrrset", denied), ("below.", "A", "nxrrset", denied),
    ] {
      let command = try Command(
        "delv",
        [
          "@127.0.0.1", "-p", String(lab.dnsPort()), "-a", anchors.path, "+root=signed.test",
          "\(name)signed.test", type,
        ])
      let text = command.output + command.errors
      #expect(
        text.contains(outcome) && (status.isEmpty || text.contains(status)),
        "\(signing) \(name) \(type): \(text)")
      #expect(!text.contains("broken trust chain"), "\(signing) \(name) \(type): \(text)")
    }
  }

  @Test("RFC 4035 section 3.1.4: a referral has the DS records, or the proof that there are none")
  func referrals() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let zones = directory.appending(path: "zones")
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    let signer =
      "secure DS 1 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n"
    try (Self.parent + signer).write(to: file("signed.test"), atomically: true, encoding: .utf8)
    _ = try sign("signed.test", .nsec)
    let lab = try LabProcess(zones: zones, ["--no-http"])
    let secure = try lab.dig("+dnssec", "www.secure.signed.test", "A")
    #expect(secure.contains("\tDS\t1 8 2") && secure.contains("\tRRSIG\tDS "))
    let insecure = try lab.dig("+dnssec", "www.insecure.signed.test", "A")
    #expect(insecure.contains("insecure.signed.test.\t60\tIN\tNSEC\t") && insecure.contains("\tRRSIG\tNSEC "))
    #expect(!insecure.contains("\tDS\t"))
    #expect(!secure.contains(" ad;") && !secure.contains(" ad "))
  }
}
