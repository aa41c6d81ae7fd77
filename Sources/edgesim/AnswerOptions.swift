import ArgumentParser
import Authority
import Configuration
import Primitives

/// What `edgesim serve` answers where the RFCs leave a choice.
struct AnswerOptions: ParsableArguments {
  @Option(help: "What a query for ANY gets (RFC 8482): one RRset, or over TCP and TLS all of them.")
  var any: AnswerSettings.AnyPolicy = .allOverTCP

  @Option(
    help: ArgumentHelp(
      "DNS cookies (RFC 7873): not known; given to who sends one; or, over UDP, a good one asked of who sends one."
    ))
  var cookies: AnswerSettings.CookiePolicy = .offered

  @Option(
    help: ArgumentHelp(
      "32 hexadecimal digits, the same for all servers behind one address (default: made from the seed).",
      valueName: "file"))
  var cookieSecretFile: String?

  @Option(
    help: ArgumentHelp(
      "Who this server is, for NSID (RFC 5001) and id.server CH TXT (default: not told).", valueName: "text"))
  var nsid: String?

  @Option(
    help: ArgumentHelp(
      "What version.bind and version.server CH TXT say (default: not told).", valueName: "text"))
  var serverVersion: String?

  @Option(
    help: ArgumentHelp(
      "Seconds a TCP or TLS connection may go without a query; clients that ask are told (RFC 7828).",
      valueName: "seconds"))
  var tcpKeepalive: Int = 10

  @Flag(name: .customLong("no-extended-errors"), help: "Do not say why a query is refused (RFC 8914).")
  var noExtendedErrors = false

  @Flag(
    help: ArgumentHelp(
      "Say in each answer how it came about: `EDE: 0 (Other)` of dig (RFC 8914). For those who try policies out."
    ))
  var explain = false

  @OptionGroup var routing: RoutingOptions

  func validate() throws {
    if explain, noExtendedErrors {
      throw ValidationError("--explain and --no-extended-errors contradict each other.")
    }
    // The option counts tenths of a second in 16 bits.
    if !(1...6553).contains(tcpKeepalive) {
      throw ValidationError("--tcp-keepalive is a number of seconds from 1 to 6553.")
    }
    for (name, text) in [("--nsid", nsid), ("--server-version", serverVersion)] {
      if let text, !(1...255).contains(text.utf8.count) {
        throw ValidationError("\(name) is a text of 1 to 255 octets.")
      }
    }
    if cookieSecretFile != nil, cookies == .off {
      throw ValidationError("--cookie-secret-file is of no use with --cookies off.")
    }
  }

  /// `seed` makes the cookie secret if there is no file with one.
  func settings(seed: UInt64) throws(Diagnostic) -> AnswerSettings {
    var settings = AnswerSettings()
    (settings.any, settings.cookies) = (any, cookies)
    if let cookieSecretFile {
      settings.cookieSecret = try CookieSecretFile.read(cookieSecretFile)
    } else {
      var draws = SplitMix64(seed: seed ^ 0x636F_6F6B_6965)
      settings.cookieSecret = CookieSecret(draws.next(), draws.next())
    }
    settings.identifier = Array((nsid ?? "").utf8)
    settings.version = Array((serverVersion ?? "").utf8)
    settings.keepaliveDeciseconds = UInt16(tcpKeepalive * 10)
    settings.sendsExtendedErrors = !noExtendedErrors
    settings.explains = explain
    settings.routing = routing.settings
    return settings
  }
}

extension AnswerSettings.AnyPolicy: ExpressibleByArgument {}
extension AnswerSettings.CookiePolicy: ExpressibleByArgument {}
