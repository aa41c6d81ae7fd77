import ArgumentParser

/// `edgesim explain`: why something is answered as it is.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say why a query or a request is answered as it is.",
    subcommands: [ExplainDNS.self, ExplainHTTP.self])
}
