import Foundation

/// Signs generated zones as an operator would.
enum Signer: String, CaseIterable {
  case nsec, nsec3, optout, ldns

  /// Replaces the zone file of `origin` in `directory` with a signed one; false if the signer refuses the zone.
  func sign(_ origin: String, in directory: URL) throws -> Bool {
    let keys = directory.appendingPathComponent("keys")
    try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
    let file = directory.appendingPathComponent("zones/\(origin).zone").path
    let made =
      self == .ldns
      ? try Self.run("ldns-keygen", ["-a", "ECDSAP256SHA256", "-k", origin], in: keys)
      : try Self.run("dnssec-keygen", ["-K", ".", "-a", "ECDSAP256SHA256", "-f", "KSK", origin], in: keys)
    guard let key = made?.split(separator: "\n").last.map(String.init) else { return false }
    return try Self.run(program, arguments(origin, file, key), in: keys) != nil
  }

  private var program: String { self == .ldns ? "ldns-signzone" : "dnssec-signzone" }

  private func arguments(_ origin: String, _ file: String, _ key: String) -> [String] {
    let common = ["-S", "-z", "-P", "-K", ".", "-o", origin, "-f", file]
    return switch self {
    case .nsec: common + [file]
    case .nsec3: common + ["-3", "aabbcc", "-H", "3", file]
    case .optout: common + ["-3", "-", "-A", file]
    case .ldns: ["-n", "-s", "00ff", "-t", "1", "-o", origin, "-f", file, file, key]
    }
  }

  /// What the program printed, nil if it failed.
  private static func run(_ program: String, _ arguments: [String], in directory: URL) throws -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = directory
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text : nil
  }

  /// The owner of some NSEC3 record, which is no name to ask for (RFC 5155 section 7.2.8).
  static func hashedName(in file: URL) throws -> String? {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").first { line in
      line.split(whereSeparator: \.isWhitespace).dropFirst().contains("NSEC3") && !line.hasPrefix("\t")
        && !line.contains("RRSIG")
    }?.split(whereSeparator: \.isWhitespace).first.map { String($0.dropLast()) }
  }
}
