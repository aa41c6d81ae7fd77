import Glibc
import Primitives

/// The files of a lab in one input: each stands below a line `=== PATH`. What stands above the first is left out, and so is
/// what has a path that is not listed: no input reaches another place.
struct LabFiles {
  private static let names = [
    "edge/pops.yaml", "edge/origins.yaml", "edge/quotas.yaml", "edge/cache-policies/a.yaml",
    "edge/origin-request-policies/a.yaml", "edge/response-headers-policies/a.yaml", "edge/public-keys/a.yaml",
    "edge/key-groups/a.yaml", "edge/ip-sets/a.yaml", "edge/web-acls/a.yaml", "edge/distributions/a.yaml",
    "edge/distributions/b.yaml", "edge/distributions/paths.list", "edge/distributions/access.log",
    "edge/distributions/site/index.html", "edge/drills/a.yaml",
    "zones/shop.example.zone", "zones/clients.yaml", "zones/health-checks.yaml",
    "zones/cidr-collections.yaml",
    "zones/transfer.yaml",
  ]

  /// Below the working directory; the same for every run.
  private let directory = "lab.files"
  private var contents: [String: [UInt8]] = [:]

  var zones: String { "\(directory)/zones" }
  var edgeConfig: String { "\(directory)/edge" }

  init() {
    for name in [""] + Self.names {
      let parts = name.split(separator: "/").dropLast().map(String.init)
      for count in 0...parts.count {
        _ = mkdir(([directory] + parts.prefix(count)).joined(separator: "/"), 0o755)
      }
    }
    for name in Self.names { unlink("\(directory)/\(name)") }
  }

  /// The files become those of `input`; those that it has not are gone.
  mutating func write(_ input: [UInt8]) {
    let next = Self.split(input)
    for name in Self.names where next[name] != contents[name] {
      let path = "\(directory)/\(name)"
      guard let content = next[name] else {
        unlink(path)
        continue
      }
      guard let file = fopen(path, "wb"), fwrite(content, 1, content.count, file) == content.count,
        fclose(file) == 0
      else { fail("fuzz: cannot write \(path)") }
    }
    contents = next
  }

  /// Each stands in a file that is there, or is about one as a whole, or a directory.
  func check(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      precondition(!diagnostic.message.isEmpty, "a fault says nothing")
      let name = String(diagnostic.file.drop { $0 != "/" }.dropFirst())
      guard let content = contents[name] else {
        precondition(diagnostic.line == 0, "a fault stands in a file that is not there: \(diagnostic)")
        continue
      }
      // libyaml takes NEL and the separators of Unicode for line breaks, too, and reports what is missing behind the end.
      precondition((0...content.count + 2).contains(diagnostic.line), "a fault stands outside its file")
    }
  }

  private static func split(_ input: [UInt8]) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    var name: String?
    for line in input.split(separator: 10, omittingEmptySubsequences: false) {
      if line.starts(with: "=== ".utf8) {
        let path = String(decoding: line.dropFirst(4), as: UTF8.self)
        name = names.contains(path) ? path : nil
        if let name { files[name] = [] }
      } else if let name {
        files[name]?.append(contentsOf: line + [10])
      }
    }
    return files
  }
}
