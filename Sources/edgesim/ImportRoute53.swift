import ArgumentParser
import Configuration
import DNSWire

/// `edgesim import route53`.
struct ImportRoute53: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route53", abstract: "Import what the AWS command line prints of Route 53.",
    discussion: """
      Reads JSON files, each known by what is in it:

        aws route53 list-resource-record-sets --hosted-zone-id ID > zone.json
        aws route53 list-health-checks > checks.json
        aws route53 list-cidr-blocks --collection-id ID > blocks.json
        aws route53 list-hosted-zones > zones.json      (which id is whose; seldom needed)

      and writes ZONE.zone, health-checks.yaml and cidr-collections.yaml. Pages of one zone are given one after another.
      Faults are printed as `file:line:column: message` and nothing is written; what a zone file cannot say is kept in it \
      as a comment, with a warning, and `edgesim export` puts it back. Exits with 2 if nothing could be imported.
      """)

  @OptionGroup var output: ImportOutput
  @Option(help: ArgumentHelp("Import this zone only.", valueName: "name")) var zone: String?
  @Option(
    help: ArgumentHelp(
      "The CIDR collection of each file of CIDR blocks, in their order, as CollectionId of the records has it "
        + "(default: the one that the records name).", valueName: "name|id"))
  var collection: [String] = []
  @Argument(help: "JSON files.") var files: [String]

  func run() throws {
    var only: Name?
    if let zone {
      only = Name(zone)
      if only == nil { throw ValidationError("'\(zone)' is no domain name") }
    }
    let documents = try files.map { (file: $0, text: try output.read($0)) }
    let (files, diagnostics) = Route53Import.read(documents, zone: only, collections: collection)
    try output.write(files, diagnostics)
  }
}
