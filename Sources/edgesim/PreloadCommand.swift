import ArgumentParser
import FoundationEssentials
import Glibc
import Serving

/// `edgesim preload`: loads static content into a running lab again.
struct PreloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preload", abstract: "Load static content into the points of presence of a running lab.",
    discussion: """
      A distribution's staticContent names what is copied to the edge before anybody asks (docs/static-content.md). It is loaded \
      when the lab starts, and on change. This loads it again, at its rate: the origin is asked whether what is there still holds. \
      Waits until all of it has been tried.

        edgesim preload                              all of it
        edgesim preload E2EXAMPLEWWW01 --pop ICN57-C1
        edgesim preload --show                       how much there is, and nothing else
      """)

  @OptionGroup var options: AdminOptions
  @Argument(help: "The id of a distribution; without it all of them.") var distribution: String?
  @Option(help: ArgumentHelp("One point of presence.", valueName: "id")) var pop: String?
  @Flag(help: "Load nothing: show what is there.") var show = false

  func run() throws {
    if !show {
      let path = distribution.map { AdminOptions.path("preload", $0) } ?? "/preload"
      let query = pop.map { "?pop=\($0)" } ?? ""
      _ = try options.ask("POST", path + query, body: "", expecting: 202)
    }
    var progress = ProgressLine(label: "static content")
    while true {
      let list = try AdminOptions.parse([StaticContentStatus].self, options.ask("GET", "/preload")).filter {
        (distribution == nil || $0.distribution == distribution) && (pop == nil || $0.pop == pop)
      }
      let pending = list.reduce(0) { $0 + $1.pending }
      guard !show, pending > 0 else {
        progress.clear()
        try print(list)
        if !show, list.contains(where: { $0.failed > 0 }) { throw ExitCode(1) }
        return
      }
      let items = list.reduce(0) { $0 + $1.items }
      progress.tell(Double(items - pending) / Double(items))
      usleep(50_000)
    }
  }

  private func print(_ list: [StaticContentStatus]) throws {
    if options.format == .json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return Swift.print(String(decoding: try encoder.encode(list), as: UTF8.self))
    }
    options.printTable(
      ["DISTRIBUTION", "POP", "ITEMS", "LOADED", "EVICTED", "FAILED", "PENDING"],
      list.map {
        [
          $0.distribution, $0.pop, "\($0.items)", "\($0.loaded)", "\($0.evicted)", "\($0.failed)",
          "\($0.pending)",
        ]
      })
    for row in list {
      for failure in row.failures { Swift.print(Self.text(failure, row)) }
    }
  }

  private static func text(_ failure: StaticContentStatus.Failure, _ row: StaticContentStatus) -> String {
    let place = "\(row.distribution) at \(row.pop): \(failure.target)"
    return failure.status >= 400
      ? "\(place) was answered \(failure.status); it is asked for again after half a minute"
      : "\(place) is not kept, or has no room: `edgesim explain http http://HOST\(failure.target) --fetch` says why"
  }
}
