import Foundation
import Testing

/// The options of `serve` for what the RFCs leave open, asked with dig.
@Suite struct AnswerOptionTests {
  @Test("Cookies are offered to who sends one; NSID, CHAOS names and keepalive say what the options give")
  func told() throws {
    let lab = try LabProcess(["--nsid", "edge-1", "--server-version", "two", "--tcp-keepalive", "7"])
    let reply = try lab.dig("www.example.com", "A", "+cookie", "+nsid")
    #expect(reply.contains("(good)") && reply.contains("(\"edge-1\")"), "\(reply)")
    #expect(try lab.answers("id.server", "CH", "TXT", "+short") == ["\"edge-1\""])
    #expect(try lab.answers("version.bind", "CH", "TXT", "+short") == ["\"two\""])
    #expect(try lab.dig("www.example.com", "A", "+tcp", "+keepalive").contains("TCP KEEPALIVE: 7.0 secs"))
    #expect(try !lab.dig("www.example.com", "A", "+notcp", "+keepalive").contains("TCP KEEPALIVE"))
    // Two questions over one connection.
    let kept = try lab.dig("+tcp", "+keepopen", "www.example.com", "A", "example.com", "MX")
    #expect(kept.components(separatedBy: "status: NOERROR").count == 3, "\(kept)")
  }

  @Test("By default little is told of the server itself")
  func silent() throws {
    let lab = try LabProcess()
    let reply = try lab.dig("www.example.com", "A", "+cookie", "+nsid")
    #expect(reply.contains("(good)") && !reply.contains("NSID"), "\(reply)")
    for name in ["id.server", "version.bind"] {
      #expect(try lab.dig(name, "CH", "TXT").contains("REFUSED"))
    }
    #expect(try lab.dig("example.net", "A").contains("EDE: 20"))
  }

  @Test func switchedOff() throws {
    let lab = try LabProcess(["--cookies", "off", "--no-extended-errors", "--any", "one-set"])
    let reply = try lab.dig("example.net", "A", "+cookie")
    #expect(!reply.contains("(good)") && !reply.contains("EDE"), "\(reply)")
    let types = try lab.answers("example.com", "ANY", "+tcp").compactMap {
      $0.split(separator: " ").dropFirst(3).first
    }
    #expect(Set(types).count == 1, "\(types)")
    let other = try LabProcess()
    #expect(
      try Set(other.answers("example.com", "ANY", "+tcp").map { $0.split(separator: " ")[3] }).count > 1)
  }

  @Test("RFC 9018 section 3: servers with one secret know each other's cookies, and only they")
  func sharedSecret() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "edgesim-\(UUID().uuidString).secret")
    try "e5e973e5a6b2a43f48e7dc849e37bfcf\n".write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let options = ["--cookies", "required", "--cookie-secret-file", file.path]
    let (one, two) = (try LabProcess(options), try LabProcess(options))
    let stranger = try LabProcess(["--cookies", "required"])
    let first = try one.dig("www.example.com", "A", "+cookie=0102030405060708", "+nobadcookie")
    #expect(first.contains("BADCOOKIE"), "\(first)")
    let cookie = try #require(
      first.split(separator: "\n").first { $0.hasPrefix("; COOKIE: ") }?.split(separator: " ")[2])
    for (lab, code) in [(one, "NOERROR"), (two, "NOERROR"), (stranger, "BADCOOKIE")] {
      #expect(try lab.dig("www.example.com", "A", "+cookie=\(cookie)", "+nobadcookie").contains(code))
    }
    // dig comes again with the cookie it was given.
    #expect(try stranger.dig("www.example.com", "A", "+cookie", "+badcookie").contains("NOERROR"))
    #expect(try stranger.dig("www.example.com", "A", "+nocookie").contains("NOERROR"))
  }

  @Test(
    "Faults exit with 2 and say what is expected",
    arguments: [
      (["--tcp-keepalive", "0"], "from 1 to 6553"), (["--nsid", ""], "1 to 255 octets"),
      (["--cookies", "maybe"], "required"), (["--any", "some"], "one-set"),
      (["--cookies", "off", "--cookie-secret-file", "x"], "of no use"),
      (["--cookie-secret-file", "/nonexistent"], "/nonexistent:1:1: cannot be read"),
      (["--cookie-secret-file", "/etc/hostname"], "/etc/hostname:1:1: 32 hexadecimal digits are expected"),
    ])
  func faults(arguments: [String], message: String) throws {
    let zones = LabProcess.repository.appending(path: "zones").path
    let command = try Command(
      LabProcess.program.path,
      ["serve", "--zones", zones, "--no-http", "--no-admin", "--dns", "127.0.0.1:0"] + arguments)
    #expect(command.status == 2)
    #expect(command.errors.contains(message), "\(command.errors)")
  }
}
