import ArgumentParser
import Configuration

/// `edgesim import cloudfront`.
struct ImportCloudFront: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cloudfront", abstract: "Import what the AWS command line prints of CloudFront.",
    discussion: """
      Reads JSON files, each known by what is in it:

        aws cloudfront get-distribution --id ID > site.json            (or get-distribution-config, list-distributions)
        aws cloudfront get-cache-policy --id ID > policy.json          (or get-cache-policy-config, list-cache-policies)
        aws cloudfront get-origin-request-policy --id ID > request.json
        aws cloudfront get-response-headers-policy --id ID > headers.json
        aws cloudfront get-public-key-config --id ID > key.json        (or get-public-key, list-public-keys)
        aws cloudfront get-key-group --id ID > keys.json               (or list-key-groups)
        aws wafv2 get-web-acl --scope CLOUDFRONT --region us-east-1 --name NAME --id ID > acl.json
        aws wafv2 get-ip-set --scope CLOUDFRONT --region us-east-1 --name NAME --id ID > addresses.json

      and writes one YAML file for each resource into the directories of --edge-config. Managed policies are built in and left \
      out. The id of a configuration printed without one is the name of its file. Faults are printed as \
      `file:line:column: message` and nothing is written. Exits with 2 if nothing could be imported.
      """)

  @Option(help: ArgumentHelp("The directory that the files are written to.", valueName: "dir"))
  var edgeConfig = ConfigurationFiles.defaultEdgeConfig

  @Flag(help: "Replace files that are there.") var force = false

  @Argument(help: "JSON files.") var files: [String]

  func run() throws {
    let output = ImportDirectory(path: edgeConfig, option: "--edge-config", isForced: force)
    let documents = try files.map { (file: $0, text: try ImportDirectory.read($0)) }
    let (imported, diagnostics) = CloudFrontImport.read(documents)
    try output.write(imported, diagnostics)
  }
}
