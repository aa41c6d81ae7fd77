import ArgumentParser
import Configuration
import DNSWire
import EventLoop
import Glibc
import Primitives
import Zones

/// `edgesim zone`: zone files by themselves.
struct ZoneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "zone", abstract: "Check, print and compare zone files.",
    subcommands: [ZoneCheck.self, ZonePrint.self, ZoneDiff.self])
}

/// How a zone file is read.
struct ZoneFileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The initial $ORIGIN (default: the file's name without '.zone').", valueName: "name"))
  var origin: String?

  /// The zone; its faults are printed to standard error. Exits with `failure` if it has an error, with 2 if there is no
  /// such file to read.
  func zone(_ path: String, failure: Int32) throws -> Zone {
    var initial: Name?
    if let origin {
      initial = Name(origin)
      if initial == nil { throw ValidationError("'\(origin)' is no domain name") }
    }
    let (zone, diagnostics) = ZoneFile.read(path, origin: initial)
    for diagnostic in diagnostics { printError("\(diagnostic)") }
    guard let zone else { throw ExitCode(isReadable(path) ? failure : 2) }
    return zone
  }

  private func isReadable(_ path: String) -> Bool {
    var status = stat()
    return access(path, R_OK) == 0 && stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }
}
