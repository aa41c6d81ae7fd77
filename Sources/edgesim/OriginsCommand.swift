import ArgumentParser
import FoundationEssentials
import Serving

/// `edgesim origins`: whom a running lab fetches from.
struct OriginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "origins",
    abstract: "Show the origins of a running lab, and the targets of its load balancers.",
    discussion: """
      REQUESTS and all behind it count what the points of presence have sent since the start: FAILURES are requests that \
      ended without a complete response, REUSED the share of the requests that went out on a kept connection, and RESPONSE \
      is the mean time to the head of a response. STATUS is of load balancers with a healthCheck.
      """)

  @OptionGroup var options: AdminOptions

  func run() throws {
    let json = try options.ask("GET", "/origins")
    if options.format == .json { return print(json, terminator: "") }
    options.printTable(
      [
        "ORIGIN", "TARGET", "WEIGHT", "STATUS", "REQUESTS", "IN FLIGHT", "FAILURES", "CONNECTIONS", "REUSED",
        "RESPONSE",
      ],
      try AdminOptions.parse([OriginServerStatus].self, json).map { server in
        [
          server.origin, server.target ?? "-", server.weight.map(String.init) ?? "-", server.word,
          "\(server.requests)", "\(server.inFlight)", "\(server.failures)", "\(server.connects)",
          server.requests > 0 ? "\(100 * server.reuses / server.requests) %" : "-",
          server.meanResponseMilliseconds.map { "\(($0 * 10).rounded() / 10) ms" } ?? "-",
        ]
      })
  }
}

extension OriginServerStatus {
  fileprivate var word: String {
    let words = [status?.lowercased(), draining == true ? "draining" : nil].compactMap { $0 }
    return words.isEmpty ? "-" : words.joined(separator: ", ")
  }
}
