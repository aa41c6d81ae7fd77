import ArgumentParser
import Primitives
import RateLimiting
import Serving

/// How `edgesim serve` treats those who ask it.
struct DNSClientOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Log queries there; - is standard output.", valueName: "file"))
  var queryLog: String?

  @Option(help: "Lines as Route 53 writes them, or JSON: route53 or json.")
  var queryLogFormat: QueryLogOptions.Format = .route53

  @Option(help: ArgumentHelp("Log one query in so many.", valueName: "n"))
  var queryLogSample: Int = 1

  @Option(
    help: ArgumentHelp(
      "UDP answers a second of one kind to one network; 0: no limit.", valueName: "n"))
  var rrlLimit: Int = 0

  @Option(
    help: ArgumentHelp(
      "Of the answers over the limit, one in so many is sent truncated, the others are dropped; 0: all are dropped.",
      valueName: "n"))
  var rrlSlip: Int = 2

  @Option(
    name: .customLong("rrl-ipv4-prefix"), help: ArgumentHelp("Bits of an IPv4 network.", valueName: "bits"))
  var rrlIPv4Prefix: Int = 24

  @Option(
    name: .customLong("rrl-ipv6-prefix"), help: ArgumentHelp("Bits of an IPv6 network.", valueName: "bits"))
  var rrlIPv6Prefix: Int = 56

  @Option(help: ArgumentHelp("A network that is not limited; may be given again.", valueName: "prefix"))
  var rrlExempt: [IPPrefix] = []

  @Option(
    help: ArgumentHelp(
      "TCP connections of one worker; when all are taken, the idlest makes room.", valueName: "n"))
  var tcpConnections: Int = StreamLimits().connections

  @Option(help: ArgumentHelp("Of those, connections from one address; more are refused.", valueName: "n"))
  var tcpConnectionsPerSource: Int?

  func validate() throws {
    if queryLogSample < 1 { throw ValidationError("--query-log-sample is a number from 1.") }
    if tcpConnections < 1 || (tcpConnectionsPerSource ?? 1) < 1 {
      throw ValidationError("--tcp-connections and --tcp-connections-per-source are numbers from 1.")
    }
    if rrlLimit < 0 { throw ValidationError("--rrl-limit is a number from 0.") }
    if rrlSlip < 0 { throw ValidationError("--rrl-slip is a number from 0.") }
    if !(0...32).contains(rrlIPv4Prefix) {
      throw ValidationError("--rrl-ipv4-prefix is a number from 0 to 32.")
    }
    if !(0...128).contains(rrlIPv6Prefix) {
      throw ValidationError("--rrl-ipv6-prefix is a number from 0 to 128.")
    }
  }

  var options: DNSOptions {
    var options = DNSOptions()
    options.streams.connections = tcpConnections
    options.streams.perSource = tcpConnectionsPerSource ?? max(1, tcpConnections / 4)
    options.queryLog = queryLog.map {
      QueryLogOptions(path: $0, format: queryLogFormat, sample: queryLogSample)
    }
    if rrlLimit > 0 {
      var settings = ResponseRateLimiter.Settings(responsesPerSecond: rrlLimit)
      (settings.slip, settings.exempt) = (rrlSlip, rrlExempt)
      (settings.ipv4PrefixLength, settings.ipv6PrefixLength) = (rrlIPv4Prefix, rrlIPv6Prefix)
      options.rateLimit = settings
    }
    return options
  }
}

extension QueryLogOptions.Format: ExpressibleByArgument {}

extension IPPrefix: ExpressibleByArgument {
  /// As `IPPrefix(_:)` reads it.
  public init?(argument: String) { self.init(argument) }
}
