import ArgumentParser
import Authority
import Configuration
import DNSWire
import EventLoop
import Explaining
import FoundationEssentials
import Primitives
import Serving
import Transfer
import Zones

/// `edgesim explain dns`.
struct ExplainDNS: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dns", abstract: "Say what a DNS query is answered with, and why.",
    discussion: """
      Reads the configuration as `serve` does, asks the same code, and shows every record that could have answered, what \
      the policy saw in it, and what was chosen. No server need run.

        edgesim explain dns www.tree.example --client seoul-office
        edgesim explain dns www.tree.example --client 10.5.0.0/16 --down 6bb57c41-879a-42d0-acdd-ed6472f08eb9
        edgesim explain dns weighted.policies.example --draws 10000
      """)

  @OptionGroup var files: ConfigurationFiles
  @OptionGroup var routing: RoutingOptions
  @OptionGroup(title: "Health") var health: HealthAssumptions

  @Argument(help: "A domain name; the final dot may be left out.") var name: String
  @Argument(help: "A record type, or ANY.") var type: String = "A"

  @Option(
    help: ArgumentHelp(
      """
      Who is behind the resolver: the client subnet (RFC 7871) of the query. A network as it is, of an address what \
      resolvers tell (/24, of IPv6 /64), or a name of zones/clients.yaml.
      """, valueName: "client"))
  var client: String?

  @Option(help: ArgumentHelp("The source address of the query.", valueName: "address"))
  var resolver: IPAddress = IPAddress("127.0.0.1")!

  @Option(help: ArgumentHelp("Ask so many times, and count the outcomes.", valueName: "n"))
  var draws: Int?

  @Option(help: ArgumentHelp("Makes the draws repeatable; chosen at random if not given.", valueName: "n"))
  var seed: UInt64?

  @Option(help: "table, json or tsv.")
  var format: AdminOptions.Format = .table

  func validate() throws {
    if let draws, !(1...10_000_000).contains(draws) {
      throw ValidationError("--draws is a number from 1 to 10000000.")
    }
    if draws != nil, RecordType(type) == .any {
      throw ValidationError("--draws counts the outcomes of one type: give one in place of ANY.")
    }
  }

  func run() throws {
    guard let question = Name(name.hasSuffix(".") ? name : name + ".") else {
      throw ValidationError("'\(name)' is no domain name: labels have 1 to 63 octets, a name up to 255.")
    }
    guard let recordType = RecordType(type) else {
      throw ValidationError(
        "'\(type)' is no record type; expected one such as A, AAAA, MX, TYPE65 or ANY.")
    }
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: files.zones, edgeConfig: files.edgeConfigIfAny, geoip: files.geoip)
    guard let configuration else {
      for diagnostic in diagnostics { printError("\(diagnostic)") }
      throw Lab.ConfigurationRefused()
    }
    try refuseSecondary(question, configuration)
    let asking = try asking(configuration)
    var settings = AnswerSettings()
    settings.routing = routing.settings
    let explainer = Explainer(
      catalog: configuration.catalog, settings: settings,
      health: try health.snapshot(of: configuration.health.checks))
    let seed = seed ?? .random(in: 0 ... .max)
    var first = SplitMix64(seed: seed)
    var explanation = explainer.explain(question, recordType, for: asking, draw: first.next())
    explanation.seed = "\(seed)"
    explanation.hints = hints(question, explanation, configuration)
    if let draws { explanation.draws = explainer.draw(draws, seed: seed, question, recordType, for: asking) }
    try show(explanation)
  }

  private func asking(_ configuration: LabConfiguration) throws -> Asking {
    guard let client else { return Asking(resolver: resolver) }
    if let address = IPAddress(client) {
      return Asking(resolver: resolver, subnet: Asking.subnet(of: address))
    }
    if let prefix = IPPrefix(client) { return Asking(resolver: resolver, subnet: prefix) }
    if let named = configuration.clients.first(where: { $0.name == client.lowercased() }) {
      return Asking(resolver: resolver, subnet: Asking.subnet(of: named.address), name: named.name)
    }
    let names = configuration.clients.map(\.name)
    let suggestion = NearestName.suggestion(for: client, among: names)
    throw ValidationError(
      "'\(client)' is no address, no network and no client of \(files.zones)/clients.yaml"
        + (!suggestion.isEmpty ? suggestion : names.isEmpty ? "." : ", which has \(names.listed)."))
  }

  /// The records of a zone that comes from other servers stand in no file: nothing true can be said of them here.
  private func refuseSecondary(_ name: Name, _ configuration: LabConfiguration) throws {
    let (policy, faults) = TransferReader.load(zones: files.zones, holding: configuration.zones)
    guard let policy else {
      for fault in faults { printError("\(fault)") }
      throw Lab.ConfigurationRefused()
    }
    let labels =
      configuration.zones.filter { name.isSubdomain(of: $0.apex) }.map(\.apex.labelCount).max() ?? -1
    guard
      let secondary = policy.secondaryZones.first(where: {
        name.isSubdomain(of: $0.name) && $0.name.labelCount > labels
      })
    else { return }
    printError(
      "\(name) is in \(secondary.name), a secondary zone (\(files.zones)/transfer.yaml): its records come from its primaries and "
        + "stand in no file here. Ask a lab that has it: edgesim serve --explain, and dig.")
    throw ExitCode(2)
  }

  /// What may have been meant instead.
  private func hints(_ name: Name, _ explanation: Explanation, _ configuration: LabConfiguration) -> [String]
  {
    guard let apex = explanation.zone else {
      let apexes = configuration.zones.map { "\($0.apex)" }
      guard !apexes.isEmpty else { return ["\(files.zones) has no zones"] }
      let shown = apexes.prefix(Self.zonesShown).joined(separator: ", ")
      return [
        "served are \(shown)\(apexes.count > Self.zonesShown ? " and \(apexes.count - Self.zonesShown) more" : "")"
      ]
    }
    guard explanation.answer.rcode == "NXDOMAIN", let missing = explanation.steps.last,
      let zone = configuration.zones.first(where: { "\($0.apex)" == apex })
    else { return [] }
    // The zone's own name, which all have, makes nothing near.
    var names: [String] = []
    var node = zone.node(after: zone.apexNode.offset)
    while let current = node {
      if let name = Name(wire: zone.name(of: current)) { names.append("\("\(name)".dropLast(apex.count))") }
      node = zone.node(after: current.offset)
    }
    let relative = String(missing.name.dropLast(apex.count))
    return NearestName.nearest(to: relative, among: names).map { "did you mean \($0)\(apex)?" }
  }

  private static let zonesShown = 10

  private func show(_ explanation: Explanation) throws {
    switch format {
    case .table: for line in explanation.text { print(line) }
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(explanation), as: UTF8.self))
    case .tsv:
      let (header, rows) =
        explanation.draws.map { (DrawReport.header, $0.rows) } ?? (Explanation.header, explanation.rows)
      for row in [header] + rows { print(row.joined(separator: "\t")) }
    }
  }
}

extension IPAddress: ExpressibleByArgument {
  /// As `IPAddress(_:)` reads it.
  public init?(argument: String) { self.init(argument) }
}
