import ArgumentParser
import EventLoop
import Logging
import Logs
import Serving

/// `edgesim serve`: the live lab.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the lab: authoritative DNS, edge PoPs, built-in origins.",
    discussion: """
      Reads zone files and an edge configuration, then answers on loopback until SIGINT or SIGTERM, and prints what was \
      asked and the hit ratio when it ends: what is under way may finish for ten seconds. SIGHUP reads the configuration \
      again; one with errors is refused and the old one keeps serving.

      A port of 0 takes any free one. Every listener is printed: `listening dns udp 127.0.0.1:5300`.
      """)

  @OptionGroup var files: ConfigurationFiles

  @Option(help: ArgumentHelp("Where DNS listens, UDP and TCP.", valueName: "address:port"))
  var dns: SocketAddress = SocketAddress("127.0.0.1:5300")!

  @Option(
    help: ArgumentHelp(
      "The port of every PoP, and an address the first PoP also answers on.", valueName: "address:port"))
  var http: SocketAddress = Self.defaultHTTP

  private static let defaultHTTP = SocketAddress("127.0.0.1:8080")!
  private static let defaultHTTPS = SocketAddress("127.0.0.1:8443")!

  @Option(
    help: ArgumentHelp(
      "The port of every PoP for HTTPS, as --http (default: 127.0.0.1:8443 beside the default of --http, else none).",
      valueName: "address:port"))
  var https: SocketAddress?

  @Option(help: ArgumentHelp("Where /metrics and /status are.", valueName: "address:port"))
  var admin: SocketAddress = SocketAddress("127.0.0.1:8081")!

  @Option(help: ArgumentHelp("Threads that serve; one a processor if not given.", valueName: "n"))
  var workers: Int?

  @Option(
    help: ArgumentHelp(
      "Makes every draw repeatable; chosen at random and logged if not given.", valueName: "n"))
  var seed: UInt64?

  @Flag(name: .customLong("no-dns"), help: "No DNS.")
  var noDNS = false

  @Flag(name: .customLong("no-http"), help: "No PoPs and no built-in origins.")
  var noHTTP = false

  @Flag(name: .customLong("no-admin"), help: "No admin interface.")
  var noAdmin = false

  @Flag(help: "Reload when a file of the configuration changes, as SIGHUP does.")
  var watch = false

  @Option(
    help: ArgumentHelp(
      "Log requests of viewers there: - is standard output, a directory gets a gzip file an hour for each distribution.",
      valueName: "file|dir"))
  var accessLog: String?

  @Option(help: "Lines as CloudFront's standard log has them, or JSON: cloudfront or json.")
  var accessLogFormat: AccessLogEntry.Format = .cloudfront

  @Option(
    help: ArgumentHelp(
      "Where zones from primaries are kept for a restart (`secondary` in transfer.yaml).", valueName: "dir"))
  var state = "edgesim-state"

  @OptionGroup(title: "DNS options") var dnsClients: DNSClientOptions
  @OptionGroup(title: "DNS answers") var answers: AnswerOptions
  @OptionGroup(title: "DNS over TLS") var dnsOverTLS: DNSOverTLSArguments

  func validate() throws {
    if let workers, !(1...256).contains(workers) {
      throw ValidationError("--workers is a number from 1 to 256.")
    }
    if noDNS, !dnsOverTLS.addresses.isEmpty { throw ValidationError("--dot is of no use with --no-dns.") }
    if noHTTP, https != nil { throw ValidationError("--https is of no use with --no-http.") }
    if noHTTP, accessLog != nil { throw ValidationError("--access-log is of no use with --no-http.") }
    if noDNS, noHTTP { throw ValidationError("--no-dns and --no-http together leave nothing to serve.") }
  }

  /// DNS alone needs nothing else; with the admin interface it shows and checks what is there.
  private var edgeConfiguration: String? {
    if let given = files.edgeConfig { return given }
    guard noHTTP else { return ConfigurationFiles.defaultEdgeConfig }
    return noAdmin ? nil : files.edgeConfigIfAny
  }

  func run() throws {
    raiseDescriptorLimit()
    var log = Logger(label: "edgesim", factory: { StreamLogHandler.standardError(label: $0) })
    log.logLevel = .info
    let seed = seed ?? UInt64.random(in: 0 ... .max)
    log.info("seed \(seed)")
    var options = Lab.Options(
      zones: noDNS ? nil : files.zones, edgeConfiguration: edgeConfiguration,
      dns: noDNS ? nil : dns, http: noHTTP ? nil : http, admin: noAdmin ? nil : admin,
      workers: workers ?? processorCount, seed: seed)
    if !noHTTP { options.https = https ?? (http == Self.defaultHTTP ? Self.defaultHTTPS : nil) }
    options.dnsOptions = dnsClients.options
    options.dnsOptions.answers = try answers.settings(seed: seed)
    options.dnsOptions.streams.idleSeconds = Int64(answers.tcpKeepalive)
    options.dnsOptions.tls = dnsOverTLS.options
    options.watchesFiles = watch
    options.geoip = files.geoip
    options.state = state
    options.accessLog = accessLog.map { AccessLogOptions(path: $0, format: accessLogFormat) }
    try Lab.serve(options, log: log)
  }
}

extension AccessLogEntry.Format: ExpressibleByArgument {}

extension SocketAddress: ExpressibleByArgument {
  /// `192.0.2.1:53` or `[2001:db8::1]:53`.
  public init?(argument: String) { self.init(argument) }
  /// As it is written on the command line.
  public var defaultValueDescription: String { description }
}
