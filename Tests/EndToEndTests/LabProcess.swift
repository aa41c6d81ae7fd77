import Foundation
import Testing

/// The built program, serving on ports of its own choice until the test lets go of it.
final class LabProcess {
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The program that was built with these tests.
  static let program: URL = {
    // The test bundle lies beside the products: .build/debug/edgesimPackageTests.xctest.
    var directory = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      directory = URL(filePath: argument).deletingLastPathComponent()
    }
    for candidate in [directory, repository.appending(path: ".build/debug")] {
      let program = candidate.appending(path: "edgesim")
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
    }
    fatalError("edgesim is not built beside the tests")
  }()

  private let process = Process()
  private let log: URL
  private let errorLog: URL
  let identifier: Int32

  /// Starts `edgesim serve` with the example lab, or with `zones` and `edgeConfig`.
  init(
    zones: URL = repository.appending(path: "zones"),
    edgeConfig: URL = repository.appending(path: "edge-config"),
    _ extra: [String] = []
  ) throws {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "edgesim-lab-\(UUID().uuidString)")
    log = scratch.appendingPathExtension("out")
    errorLog = scratch.appendingPathExtension("err")
    for file in [log, errorLog] { try Data().write(to: file) }
    process.executableURL = Self.program
    process.arguments =
      [
        "serve", "--zones", zones.path, "--edge-config", edgeConfig.path, "--dns", "127.0.0.1:0", "--http",
        "127.0.0.1:0", "--admin", "127.0.0.1:0", "--seed", "1",
      ] + extra
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = try FileHandle(forWritingTo: errorLog)
    try process.run()
    identifier = process.processIdentifier
    try eventually("the lab listens") { [log] in
      try String(contentsOf: log, encoding: .utf8).contains("listening admin")
    }
  }

  deinit {
    if process.isRunning {
      kill(identifier, SIGKILL)
      process.waitUntilExit()
    }
    for file in [log, errorLog] { try? FileManager.default.removeItem(at: file) }
  }

  var isRunning: Bool { process.isRunning }
  var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
  var errors: String { (try? String(contentsOf: errorLog, encoding: .utf8)) ?? "" }

  func signal(_ number: Int32) { kill(identifier, number) }

  /// SIGTERM, and the end awaited; returns the exit code.
  func stop() -> Int32 {
    signal(SIGTERM)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Resident memory in bytes.
  func residentBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1])) * 1024
  }

  func openDescriptors() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd").count
  }

  // MARK: Addresses

  /// The part after `listening <what> ` of the first such line.
  private func address(_ what: String) throws -> String {
    let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("listening \(what) ") })
    return String(line.dropFirst("listening \(what) ".count).prefix { $0 != " " })
  }

  private func port(_ what: String) throws -> UInt16 {
    try #require(UInt16(address(what).split(separator: ":").last ?? ""))
  }

  func dnsPort() throws -> UInt16 { try port("dns udp") }
  func tlsPort() throws -> UInt16 { try port("dns tls") }
  func httpPort() throws -> UInt16 { try port("http") }
  func httpsPort() throws -> UInt16 { try port("https") }
  func adminPort() throws -> UInt16 { try port("admin") }

  /// The pin of the certificate served now, as the log has it.
  func pin() throws -> String {
    let line = try #require(errors.split(separator: "\n").last { $0.contains("pin sha256 ") })
    return String(line.split(separator: " ").last ?? "")
  }

  // MARK: Clients

  /// `dig`, aimed at this lab.
  func dig(_ arguments: String...) throws -> String { try dig(arguments) }

  func dig(_ arguments: [String]) throws -> String {
    let command = try Command(
      "dig", ["@127.0.0.1", "-p", String(dnsPort()), "+tries=1", "+time=5", "+norec"] + arguments)
    #expect(command.status == 0, "\(command.output)\(command.errors)")
    return command.output
  }

  /// The answer section only, one line a record, white space folded.
  func answers(_ arguments: String...) throws -> [String] {
    let command = try Command(
      "dig",
      ["@127.0.0.1", "-p", String(dnsPort()), "+tries=1", "+time=5", "+norec", "+noall", "+answer"]
        + arguments)
    return command.output.split(separator: "\n").map {
      $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// `curl -i` for `http://host/path`, sent to the PoP at `address`.
  func curl(_ path: String, host: String = "www.example.com", at address: String, _ extra: String...) throws
    -> Reply
  {
    let port = try httpPort()
    let command = try Command(
      "curl",
      [
        "-s", "-i", "--max-time", "20", "--resolve", "\(host):\(port):\(address)",
        "http://\(host):\(port)\(path)",
      ]
        + extra)
    #expect(command.status == 0, "curl \(path): \(command.errors)")
    return Reply(command.output)
  }

  func metrics() throws -> Metrics {
    let command = try Command("curl", ["-sf", "--max-time", "20", "http://127.0.0.1:\(adminPort())/metrics"])
    #expect(command.status == 0)
    return Metrics(command.output)
  }

  func status() throws -> [String: Any] {
    let command = try Command("curl", ["-sf", "--max-time", "20", "http://127.0.0.1:\(adminPort())/status"])
    #expect(command.status == 0)
    let json = try JSONSerialization.jsonObject(with: Data(command.output.utf8))
    return try #require(json as? [String: Any])
  }
}

/// A response as `curl -i` prints it.
struct Reply {
  let status: Int
  let fields: [String: String]
  let body: String

  init(_ text: String) {
    let parts = text.replacingOccurrences(of: "\r\n", with: "\n")
    let end = parts.range(of: "\n\n")
    let head = parts[..<(end?.lowerBound ?? parts.endIndex)].split(separator: "\n")
    body = end.map { String(parts[$0.upperBound...]) } ?? ""
    status = head.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
    fields = head.dropFirst().reduce(into: [:]) { fields, line in
      guard let colon = line.firstIndex(of: ":") else { return }
      fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
        in: .whitespaces)
    }
  }

  var xCache: String { fields["x-cache"] ?? "" }
}

/// Samples of a Prometheus page.
struct Metrics {
  let text: String
  init(_ text: String) { self.text = text }

  /// The sum of a family's samples that carry all of `labels`.
  func sum(_ family: String, _ labels: [String: String] = [:]) -> Int {
    text.split(separator: "\n").filter { line in
      line.hasPrefix("\(family){") && labels.allSatisfy { line.contains("\($0.key)=\"\($0.value)\"") }
    }.reduce(0) { $0 + (Int($1.split(separator: " ").last ?? "") ?? 0) }
  }
}

/// Waits for a condition, twenty seconds at most, looking often.
func eventually(_ what: String, within seconds: Double = 20, _ condition: () throws -> Bool) throws {
  let end = Date(timeIntervalSinceNow: seconds)
  while Date() < end {
    if try condition() { return }
    _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(20))
  }
  Issue.record("gave up waiting until \(what)")
  throw GaveUp()
}

struct GaveUp: Error {}
