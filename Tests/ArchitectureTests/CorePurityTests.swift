import Foundation
import Testing

/// The rule that makes one core serve two shells: no core target sees a clock, a random source, a file, a socket or
/// libevent. The live shell and the simulator hand those in as arguments.
@Suite struct CorePurityTests {
  static let core = [
    "Primitives", "DNSWire", "Geo", "Health", "Zones", "Routing", "Authority", "Explaining", "Transfer",
    "Route53",
    "RateLimiting", "LoadBalancing", "HTTPWire",
    "HTTPCaching", "Eviction", "ObjectFile",
    "SignedURLs", "EdgeCache", "Logs", "Traces", "Simulation", "World", "EdgeReplaying",
  ]

  static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
      path: "Sources")

  /// What a core target may not mention, and why.
  static let banned: [(pattern: String, why: String)] = [
    (
      #"import\s+(Foundation|Glibc|Musl|Dispatch|Synchronization|CLibevent|CMaxMindDB|CSystem|EventLoop|Logging|CYAML)\b"#,
      "imports the outside"
    ),
    (
      #"\bclock_gettime\b|\bgettimeofday\b|\bDate\s*\(\s*\)|\b(Continuous|Suspending)Clock\b"#,
      "reads a clock"
    ),
    (
      #"\bSystemRandomNumberGenerator\b|\.random\s*\(\s*in:[^)]*\)(?!.*using:)|\.shuffled\s*\(\s*\)|\.randomElement\s*\(\s*\)"#,
      "draws from the system"
    ),
    (#"\bevent_base|\bbufferevent"#, "knows libevent"),
    (#"\bFileManager\b|\bfopen\b|\bgetenv\b|\bProcessInfo\b"#, "touches files or the environment"),
    (#"\bsocket\s*\(|\brecvmmsg\b|\bsendto\b"#, "opens a socket"),
    (#"\bTask\s*\{|\bTask\.sleep\b|\bDispatchQueue\b|\bpthread_"#, "starts concurrent work"),
  ]

  @Test(arguments: core)
  func mentionsNothingOfTheOutside(target: String) throws {
    let files = try Self.swiftFiles(of: target)
    #expect(!files.isEmpty)
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        guard let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first
        else { continue }
        for (pattern, why) in Self.banned {
          let found = try Self.regex(pattern).firstMatch(in: code) != nil
          #expect(!found, "\(target)/\(file.lastPathComponent):\(number + 1) \(why): \(line)")
        }
      }
    }
  }

  @Test(
    "A rule that matches nothing guards nothing",
    arguments: [
      "import Foundation", "let now = Date()", "clock_gettime(CLOCK_REALTIME, &t)", "x.shuffled()",
      "Int.random(in: 0..<3)",
      "event_base_new()", "FileManager.default", "socket(AF_INET, 1, 0)", "Task { }",
    ])
  func bansMatch(line: String) throws {
    #expect(try Self.banned.contains { try Self.regex($0.pattern).firstMatch(in: line) != nil })
  }

  @Test("Only EventLoop knows libevent")
  func libeventStaysInEventLoop() throws {
    let targets = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path).sorted()
    for target in targets where target != "EventLoop" && target != "CLibevent" {
      for file in try Self.swiftFiles(of: target) {
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(!text.contains("import CLibevent"), "\(file.path)")
      }
    }
  }

  @Test("Only TLS and EventLoop, which carries it, know OpenSSL's TLS")
  func openSSLStaysInTLS() throws {
    let targets = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path).sorted()
    for target in targets where !["TLS", "EventLoop", "CLibssl"].contains(target) {
      for file in try Self.swiftFiles(of: target) {
        #expect(try !String(contentsOf: file, encoding: .utf8).contains("import CLibssl"), "\(file.path)")
      }
    }
  }

  /// Plain word boundaries: by Unicode's, `FileManager.default` is one word.
  private static func regex(_ pattern: String) throws -> Regex<AnyRegexOutput> {
    try Regex(pattern).wordBoundaryKind(.simple)
  }

  static func swiftFiles(of target: String) throws -> [URL] {
    let directory = sources.appending(path: target)
    let names = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil)
    return (names?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }.sorted {
      $0.path < $1.path
    }
  }
}
