import ArgumentParser
import Configuration
import EventLoop
import Glibc
import Primitives

/// `edgesim export route53`.
struct ExportRoute53: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case json
    case changeBatch = "change-batch"
  }

  static let configuration = CommandConfiguration(
    commandName: "route53", abstract: "Print zones as the AWS command line prints Route 53.",
    discussion: """
      Prints what `aws route53 list-resource-record-sets` would, or with `--format change-batch` what creates the zone:

        edgesim export route53 example.com --format change-batch > batch.json
        aws route53 change-resource-record-sets --hosted-zone-id ID --change-batch file://batch.json

      Several zones, and batches that are too large for one request, need `--output DIR`. Exits with 2 on an error.
      """)

  @Option(help: ArgumentHelp("A directory of zone files.", valueName: "dir")) var zones = "zones"
  @Option(help: "json: a list of record sets; change-batch: requests that make them.")
  var format = Format.json
  @Option(
    name: .customLong("hosted-zone-id"),
    help: ArgumentHelp(
      "The id of the hosted zone, for aliases within it (default: what an import left in the file).",
      valueName: "id"))
  var hostedZoneID: String?
  @Flag(help: "Print health-checks.yaml as `aws route53 list-health-checks` would.") var healthChecks = false
  @Option(
    help: ArgumentHelp(
      "Print a collection of cidr-collections.yaml as `aws route53 list-cidr-blocks` would.",
      valueName: "collection"))
  var cidr: String?
  @Option(help: ArgumentHelp("Write files here in place of printing.", valueName: "dir")) var output: String?
  @Flag(help: "Replace files that are there.") var force = false
  @Argument(help: "Zones (default: all that are in the directory).") var names: [String] = []

  func validate() throws {
    if (healthChecks ? 1 : 0) + (cidr == nil ? 0 : 1) + (names.isEmpty ? 0 : 1) > 1 {
      throw ValidationError("give zones, --health-checks or --cidr: one at a time")
    }
    if let hostedZoneID, !Route53Export.isHostedZoneID(hostedZoneID) {
      throw ValidationError("'\(hostedZoneID)' is no hosted zone id; capital letters and digits are expected")
    }
  }

  func run() throws {
    if healthChecks {
      try emit([("health-checks.json", try text(Route53Export.healthChecks(zones: zones)))])
    } else if let cidr {
      try emit([("cidr-blocks.json", try text(Route53Export.cidrBlocks(zones: zones, collection: cidr)))])
    } else {
      try emit(try zoneFiles())
    }
  }

  private func zoneFiles() throws -> [(String, String)] {
    let (paths, diagnostics) = Route53Export.zoneFiles(in: zones, names: names)
    for diagnostic in diagnostics { printError("\(diagnostic)") }
    guard !paths.isEmpty, diagnostics.isEmpty else { throw ExitCode(2) }
    if paths.count > 1, output == nil {
      throw ValidationError("\(zones) has \(paths.count) zones: name one, or give --output DIR")
    }
    var files: [(String, String)] = []
    for path in paths {
      let (sets, diagnostics) = Route53Export.recordSets(path, hostedZoneID: hostedZoneID)
      for diagnostic in diagnostics { printError("\(diagnostic)") }
      guard let sets else { throw ExitCode(2) }
      switch format {
      case .json: files.append(("\(sets.fileStem).json", sets.list))
      case .changeBatch:
        let batches = sets.changeBatches
        for (index, batch) in batches.enumerated() {
          files.append(("\(sets.fileStem)\(batches.count > 1 ? ".\(index + 1)" : "").batch.json", batch))
        }
      }
    }
    return files
  }

  private func text(_ result: (text: String?, diagnostics: [Diagnostic])) throws -> String {
    for diagnostic in result.diagnostics { printError("\(diagnostic)") }
    guard let text = result.text else { throw ExitCode(2) }
    return text
  }

  private func emit(_ files: [(name: String, text: String)]) throws {
    guard let output else {
      guard files.count <= 1 else {
        throw ValidationError("\(files.count) requests are needed: give --output DIR for them")
      }
      for file in files { print(file.text, terminator: "") }
      return
    }
    do { try TextFile.write(files, into: output, replacing: force) } catch {
      printError("\(error)\(error.isExisting ? "; --force replaces it" : "")")
      throw ExitCode(2)
    }
    for file in files { print("wrote \(output)/\(file.name)") }
  }
}
