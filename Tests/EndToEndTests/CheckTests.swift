import Foundation
import Testing

/// `edgesim check`, and refusal at start-up.
@Suite struct CheckTests {
  private func run(_ arguments: String...) throws -> Command {
    try Command(LabProcess.program.path, arguments)
  }

  /// A lab whose files are `files`, by path.
  private func directory(_ files: [String: String]) throws -> URL {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "edgesim-check-\(UUID().uuidString)")
    for (path, text) in files {
      let file = directory.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    return directory
  }

  @Test func theExampleLabIsFine() throws {
    let command = try run(
      "check", "--zones", LabProcess.repository.appending(path: "zones").path, "--edge-config",
      LabProcess.repository.appending(path: "edge-config").path)
    #expect(command.status == 0, "\(command.output)\(command.errors)")
  }

  @Test("Every fault is reported, at its line and column, and the exit code is 2")
  func reportsEveryFault() throws {
    let lab = try directory([
      "zones/example.org.zone": """
      $TTL 300
      @ IN SOA ns1 hostmaster 1 7200 900 1209600 300
      @ IN NS ns1
      ns1 IN A 192.0.2.256
      www IN AAAA nonsense
      mail IN MX ten mail
      """,
      "edge-config/pops.yaml":
        "pops: [{id: A1, city: Here, latitude: 91, longitude: 0, address: 10.0.0.1, capacity: 1MiB}]\n",
    ])
    defer { try? FileManager.default.removeItem(at: lab) }
    for verb in ["check", "serve"] {
      let command = try run(
        verb, "--zones", lab.appending(path: "zones").path, "--edge-config",
        lab.appending(path: "edge-config").path)
      #expect(command.status == 2)
      let text = command.output + command.errors
      for place in ["example.org.zone:4:", "example.org.zone:5:", "example.org.zone:6:", "pops.yaml:1:"] {
        #expect(text.contains(place), "\(verb) does not name \(place)\n\(text)")
      }
    }
  }

  @Test(
    "Usage errors exit with 2 and say what to do",
    arguments: [
      ["serve", "--dns", "nonsense"], ["serve", "--no-dns", "--no-http"], ["no-such-verb"],
      ["serve", "--workers", "0"],
      ["check", "--zones", "/nonexistent"], ["zone", "check", "/nonexistent/example.com.zone"],
    ])
  func usageErrors(arguments: [String]) throws {
    let command = try Command(LabProcess.program.path, arguments)
    #expect(command.status == 2)
    #expect(!(command.errors + command.output).isEmpty)
  }

  @Test func `the usage of the command that was called`() throws {
    let command = try run("explain", "dns", "a..b")
    #expect(command.status == 2)
    #expect(command.errors.hasPrefix("Error: 'a..b' is no domain name"), "\(command.errors)")
    #expect(command.errors.contains("\nUsage: edgesim explain dns "), "\(command.errors)")
  }

  @Test func `explain refuses a name of a zone that comes from a primary`() throws {
    let lab = try directory([
      "zones/example.org.zone": """
      @ 60 SOA a b 1 2 3 4 5
      @ 60 NS ns.example.net.
      sub 60 NS ns.example.net.
      www 60 A 192.0.2.1

      """,
      "zones/transfer.yaml":
        "secondary: [{zone: sub.example.org, primaries: [{address: 192.0.2.53}]}]\n",
    ])
    defer { try? FileManager.default.removeItem(at: lab) }
    let zones = lab.appending(path: "zones").path
    for name in ["sub.example.org", "www.Sub.example.org."] {
      let command = try run("explain", "dns", name, "--zones", zones)
      #expect(command.status == 2)
      #expect(command.errors.contains("is in sub.example.org., a secondary zone"), "\(command.errors)")
    }
    let other = try run("explain", "dns", "www.example.org", "--zones", zones)
    #expect(other.status == 0 && other.output.contains("192.0.2.1"), "\(other.output)\(other.errors)")
  }

  @Test(arguments: [["--help"], ["serve", "--help"], ["check", "--help"], ["--version"]])
  func helpIsNoError(arguments: [String]) throws {
    let command = try Command(LabProcess.program.path, arguments)
    #expect(command.status == 0)
    #expect(!command.output.isEmpty)
  }

  @Test func aTakenPortIsSaidPlainly() throws {
    let lab = try LabProcess(["--no-http"])
    let zones = LabProcess.repository.appending(path: "zones").path
    let second = try run(
      "serve", "--no-http", "--no-admin", "--dns", "127.0.0.1:\(lab.dnsPort())", "--zones", zones)
    #expect(second.status == 2)
    let address = "127.0.0.1:\(try lab.dnsPort())"
    #expect(
      second.errors.contains("bind udp \(address) (--dns says where else): Address already in use"),
      "\(second.errors)")
  }
}
