import Foundation
import Testing

/// `edgesim sign`, and a live edge that answers what is signed: keys made and signatures checked beside the openssl command.
@Suite struct SignTests {
  let place = FileManager.default.temporaryDirectory.appending(path: "edgesim-sign-\(UUID().uuidString)")
  private var key: String { place.appending(path: "private.pem").path }

  /// The example's edge, with a distribution that trusts the key.
  private func lab(keyArguments: [String], _ extra: String...) throws -> LabProcess {
    let config = place.appending(path: "edge-config")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: LabProcess.repository.appending(path: "edge-config"), to: config)
    #expect(try Command("openssl", keyArguments + ["-out", key]).status == 0)
    let pem = try Command("openssl", ["pkey", "-in", key, "-pubout"]).output
    let indented = pem.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    for (path, text) in [
      ("public-keys/K1.yaml", "Name: K1\nEncodedKey: |\n\(indented)\n"),
      ("key-groups/members.yaml", "Name: members\nItems: [K1]\n"),
      (
        "distributions/members.yaml",
        """
        Id: E9EXAMPLEMEMBER
        DomainName: d999999abcdef8.cloudfront.net
        Enabled: true
        Aliases: [members.example.com]
        Origins:
          - {Id: site, DomainName: www.origin.test}
        DefaultCacheBehavior:
          TargetOriginId: site
          ViewerProtocolPolicy: allow-all
          CachePolicyId: CachingOptimized
          TrustedKeyGroups: [members]

        """
      ),
    ] {
      let file = config.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    return try LabProcess(edgeConfig: config, extra)
  }

  private func sign(_ url: String, _ extra: String...) throws -> String {
    let command = try Command(
      LabProcess.program.path,
      ["sign", url, "--key", key, "--key-pair-id", "K1", "--expires", "1h"] + extra)
    #expect(command.status == 0, "\(command.errors)")
    return command.output.trimmingCharacters(in: .newlines)
  }

  private func status(_ url: String, _ lab: LabProcess, _ extra: String...) throws -> Int {
    let port = try lab.httpPort()
    let command = try Command(
      "curl",
      ["-s", "-g", "-i", "--max-time", "20", "--resolve", "members.example.com:\(port):127.0.0.1", url]
        + extra)
    return Reply(command.output).status
  }

  @Test(
    "URLs and cookies of RSA and ECDSA keys are let in, all others are not",
    arguments: [
      (["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "sha1"),
      (["ecparam", "-name", "prime256v1", "-genkey", "-noout"], "sha256"),
    ])
  func signed(_ keyArguments: [String], hash: String) throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let log = place.appending(path: "access.json")
    let lab = try lab(keyArguments: keyArguments, "--access-log", log.path, "--access-log-format", "json")
    let base = "http://members.example.com:\(try lab.httpPort())"
    let good = try sign("\(base)/index.html?x=1", "--hash", hash)
    #expect(try status(good, lab) == 200)
    #expect(try status(good, lab) == 200)
    #expect(try status("\(base)/index.html?x=1", lab) == 403)
    #expect(try status(good.replacing("x=1", with: "x=2"), lab) == 403)
    let elsewhere = try sign("\(base)/index.html", "--hash", hash, "--ip", "192.0.2.0/24")
    #expect(try status(elsewhere, lab) == 403)
    let pattern = try sign("\(base)/", "--hash", hash, "--resource", "http*://members.example.com/*")
    #expect(try status(pattern.replacing("/?Policy", with: "/index.html?Policy"), lab) == 200)
    let cookies = try sign("\(base)/index.html", "--hash", hash, "--cookies").split(separator: "\n")
    #expect(cookies.count == (hash == "sha1" ? 3 : 4))
    #expect(try status("\(base)/index.html", lab, "-H", "Cookie: " + cookies.joined(separator: "; ")) == 200)
    #expect(lab.stop() == 0)
    let reasons = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map {
      try (JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["reason"] as? String
    }
    #expect(
      reasons == [
        "not-stored", "fresh", "unsigned", "signature-mismatch", "signature-other-address", "fresh", "fresh",
      ])
  }

  @Test("What cannot be signed is said, with what to do")
  func refused() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try "no key".write(toFile: key, atomically: true, encoding: .utf8)
    for (arguments, message) in [
      (
        ["http://a/", "--key", key, "--key-pair-id", "K", "--expires", "1h"], "expected a private key in PEM"
      ),
      (["/a", "--key", key, "--key-pair-id", "K", "--expires", "1h"], "begins with http://"),
      (["http://a/", "--key", key, "--key-pair-id", "K", "--expires", "soon"], "seconds since 1970"),
      (["http://a/", "--key", "/none", "--key-pair-id", "K", "--expires", "5"], "/none"),
    ] {
      let command = try Command(LabProcess.program.path, ["sign"] + arguments)
      #expect(command.status == 2 && command.errors.contains(message), "\(command.errors)")
    }
  }
}
