import ArgumentParser
import Configuration
import EdgeCache
import EventLoop
import Explaining
import FoundationEssentials
import HTTPWire
import Logging
import Primitives
import Serving

/// `edgesim explain http`.
struct ExplainHTTP: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "http", abstract: "Say what the edge does with an HTTP request, and why.",
    discussion: """
      Reads the configuration as `serve` does and gives the request to the same code with an empty cache: the steps it takes, \
      the behavior that is chosen, the parts of the cache key, the request the origin would get, and for how long its answer \
      would be kept. No server need run; what the origin answers is taken from --status and --response-header, or with --fetch \
      from the origin itself: the request is really sent, through the same code as the edge's, from empty caches; built-in \
      origins run for as long as that takes.

        edgesim explain http http://www.example.com/images/logo.svg
        edgesim explain http www.example.com/api/x -H 'Cookie: a=1' --method POST
        edgesim explain http www.example.com/ --response-header 'Cache-Control: s-maxage=5' --format json
        edgesim explain http www.example.com/gone --status 404
        edgesim explain http www.example.com/index.html --fetch
      """)

  @Option(
    help: ArgumentHelp(
      "A directory of distributions, PoPs and origins (default: edge-config).", valueName: "dir"))
  var edgeConfig = ConfigurationFiles.defaultEdgeConfig

  @Argument(help: "A URL; without a scheme, http.") var url: String

  @Option(
    name: [.customShort("H"), .customLong("header")],
    help: ArgumentHelp("A header of the viewer's request; may be repeated.", valueName: "name: value"))
  var headers: [String] = []

  @Option(help: "The request method.") var method = "GET"

  @Option(help: ArgumentHelp("The point of presence (default: the first).", valueName: "id"))
  var pop: String?

  @Option(help: ArgumentHelp("The viewer's address: where the viewer is.", valueName: "address"))
  var client: IPAddress = IPAddress("127.0.0.1")!

  @Option(help: ArgumentHelp("The status the origin is taken to answer (default: 200).", valueName: "n"))
  var status: UInt16?

  @Option(help: ArgumentHelp("A header of the origin's answer; may be repeated.", valueName: "name: value"))
  var responseHeader: [String] = []

  @Flag(help: "Ask the origin.") var fetch = false

  @Option(help: "table or json.") var format: Format = .table

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  func validate() throws {
    if fetch, status != nil || !responseHeader.isEmpty {
      throw ValidationError(
        "--fetch asks the origin what it answers; leave --status and --response-header out")
    }
  }

  func run() throws {
    let (scheme, host, target) = try parsedURL()
    let request = try requestHead(host: host, target: target)
    let response = try responseHead()
    let (configuration, diagnostics) = LabConfiguration.load(zones: nil, edgeConfig: edgeConfig)
    guard let configuration else {
      for diagnostic in diagnostics { printError("\(diagnostic)") }
      throw Lab.ConfigurationRefused()
    }
    let pop = try pointOfPresence(configuration)
    if fetch { return try show(fetching(request, scheme, through: pop, configuration)) }
    let explainer = HTTPExplainer(
      configuration: configuration.edge, pop: pop?.id ?? "",
      tier: .edge(regionalCache: pop?.regionalCache),
      regions: configuration.regionalCaches.map(\.id),
      now: Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)))
    let explanation = explainer.explain(
      request, from: client, at: configuration.locator.locate(client), scheme: scheme, response: response,
      isAssumed: status == nil && responseHeader.isEmpty)
    try show(explanation)
  }

  private func fetching(
    _ request: RequestHead, _ scheme: Exchange.Scheme, through pop: PointOfPresence?,
    _ configuration: LabConfiguration
  ) throws -> HTTPExplanation {
    guard let pop else { throw ValidationError("\(edgeConfig)/pops.yaml has no point of presence to ask") }
    guard request.bodyFraming == .none else {
      throw ValidationError("--fetch sends no body; leave Content-Length and Transfer-Encoding out")
    }
    // What fails is in the explanation.
    let log = Logger(label: "edgesim", factory: { _ in SwiftLogNoOpLogHandler() })
    return try LiveExplainer(configuration, pop: pop, log: log).explain(request, from: client, scheme: scheme)
  }

  /// The path begins with `/`; a fragment is nobody's business but the viewer's.
  private func parsedURL() throws -> (Exchange.Scheme, host: String, target: String) {
    var rest = url.prefix { $0 != "#" }
    var scheme = Exchange.Scheme.http
    if rest.lowercased().hasPrefix("https://") {
      (scheme, rest) = (.https, rest.dropFirst(8))
    } else if rest.lowercased().hasPrefix("http://") {
      rest = rest.dropFirst(7)
    }
    let host = rest.prefix { $0 != "/" && $0 != "?" }
    let target = rest.dropFirst(host.count)
    guard !host.isEmpty else { throw ValidationError("'\(url)' is no URL such as http://www.example.com/a") }
    return (scheme, String(host), target.hasPrefix("/") ? String(target) : "/" + target)
  }

  /// Read by the parser of the server: what it refuses is refused here.
  private func requestHead(host: String, target: String) throws -> RequestHead {
    let isHostGiven = headers.contains { $0.lowercased().hasPrefix("host:") }
    let lines = (isHostGiven ? [] : ["Host: \(host)"]) + headers
    let text = ["\(method) \(target) HTTP/1.1"] + lines + ["", ""]
    let bytes = Array(text.joined(separator: "\r\n").utf8)
    var parser = RequestParser()
    var head = RequestHead()
    do {
      guard try parser.parse(bytes.span, into: &head) == bytes.count else {
        throw ValidationError("the URL and the headers are no request")
      }
    } catch let error as HTTPError {
      throw ValidationError("the edge refuses this request: \(error)")
    }
    return head
  }

  private func responseHead() throws -> ResponseHead {
    let text = ["HTTP/1.1 \(status ?? 200) "] + responseHeader + ["", ""]
    let bytes = Array(text.joined(separator: "\r\n").utf8)
    var parser = ResponseParser()
    var head = ResponseHead()
    do {
      guard try parser.parse(bytes.span, into: &head) == bytes.count else {
        throw ValidationError("--status and --response-header are no response")
      }
    } catch let error as HTTPError {
      throw ValidationError("no origin may answer so: \(error)")
    }
    return head
  }

  private func pointOfPresence(_ configuration: LabConfiguration) throws -> PointOfPresence? {
    guard let pop else { return configuration.pointsOfPresence.first }
    if let found = configuration.pointsOfPresence.first(where: { $0.id == pop }) { return found }
    let ids = configuration.pointsOfPresence.map(\.id)
    throw ValidationError(
      "'\(pop)' is no point of presence of \(edgeConfig)/pops.yaml\(NearestName.suggestion(for: pop, among: ids))"
    )
  }

  private func show(_ explanation: HTTPExplanation) throws {
    switch format {
    case .table: for line in explanation.text { print(line) }
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(explanation), as: UTF8.self))
    }
  }
}
