import ArgumentParser
import EventLoop
import Glibc
import Serving

/// The command line. Exit codes: 0 fine; 1 what was checked, compared or expected is not so; 2 usage or configuration error, a
/// lab that does not answer or refuses included.
@main
struct Edgesim: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edgesim",
    abstract: "A DNS and CDN edge simulator.",
    discussion: """
      Answers DNS as Amazon Route 53 does and serves HTTP as Amazon CloudFront does, for real, on loopback.

      Start the example lab with `edgesim serve` in a checkout, then ask it with dig and curl.
      """,
    version: version,
    subcommands: [
      Serve.self, Check.self, Explain.self, DrillCommands.self, SweepCommand.self, ReplayCommand.self,
      TraceCommand.self,
      ZoneCommand.self,
      HealthCommand.self, OriginsCommand.self,
      FaultCommand.self, TopCommand.self, SignCommand.self, Invalidate.self, InvalidationCommand.self,
      PreloadCommand.self,
      ImportCommand.self, ExportCommand.self,
    ])

  static let version = "0.1.0"

  static func main() {
    // Written to by a peer that has gone, a socket gives an error; it must not end the process.
    signal(SIGPIPE, SIG_IGN)
    var running: any ParsableCommand.Type = Self.self
    do {
      var command = try parseAsRoot(arguments)
      running = type(of: command)
      try command.run()
    } catch is Lab.ConfigurationRefused {
      Glibc.exit(2)
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch let error as ValidationError where running != Self.self {
      // Found by the command itself, when all arguments were there: the usage is its own, not the root's.
      printError("Error: \(error.message)\nUsage: \(usageString(for: running))")
      Glibc.exit(2)
    } catch {
      let code = exitCode(for: error)
      let text = fullMessage(for: error)
      // ArgumentParser's own usage code is 64; ours is 2. Help and version are no errors.
      if code == .success { print(text) } else { printError(text) }
      Glibc.exit(code == .success ? 0 : code == .failure || code == .validationFailure ? 2 : code.rawValue)
    }
  }

  /// What `edgesim sweep --help` is asked for is what `edgesim sweep FILE` does: its default subcommand.
  private static var arguments: [String] {
    var arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 2, ["-h", "--help"].contains(arguments[1]),
      let command = configuration.subcommands.first(where: { $0._commandName == arguments[0] }),
      let usual = command.configuration.defaultSubcommand
    else { return arguments }
    arguments.insert(usual._commandName, at: 1)
    return arguments
  }
}
