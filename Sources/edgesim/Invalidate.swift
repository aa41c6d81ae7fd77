import ArgumentParser
import FoundationEssentials
import Glibc
import Serving

/// `edgesim invalidate`: takes objects out of every cache of a running lab.
struct Invalidate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invalidate", abstract: "Take objects out of every cache of a running lab.",
    discussion: """
      /a.jpg        that path; with the query string where it is part of the cache key: /a.jpg?x=1
      /a/*          every path that begins so; a * elsewhere is a *
      #tag          what the origin has marked so in the header that CacheTagConfig names

      All variants go. Paths count letter case, tags do not. What is asked of an origin when the invalidation comes is not \
      stored. `edgesim invalidation list` shows what is in progress; in quotes the shell leaves * and # alone:

        edgesim invalidate '/images/*' '#spring' --wait
      """)

  @OptionGroup var options: AdminOptions
  @Option(help: "The id of a distribution; needed where there are several.") var distribution: String?
  @Option(
    help: "With a reference used before, the same paths give the old invalidation. Made up when left out.")
  var callerReference: String?
  @Flag(help: "Wait until it is in effect on every PoP.") var wait = false
  @Argument(help: ArgumentHelp("Paths and tags.", valueName: "path")) var paths: [String]

  func run() throws {
    let reference = callerReference ?? "edgesim-\(getpid())-\(Date().timeIntervalSince1970)"
    let batch = InvalidationBatch(paths, callerReference: reference)
    let body = String(decoding: try JSONEncoder().encode(batch), as: UTF8.self)
    let path = distribution.map { AdminOptions.path("invalidations", $0) } ?? "/invalidations"
    var made = try AdminOptions.parse(
      InvalidationStatus.self, options.ask("POST", path, body: body, expecting: 201))
    while wait, made.status != "Completed" {
      usleep(10_000)
      made = try AdminOptions.parse(
        InvalidationStatus.self, options.ask("GET", AdminOptions.path("invalidations", made.id)))
    }
    try options.show([made])
  }
}

/// `edgesim invalidation`.
struct InvalidationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invalidation", abstract: "Show the invalidations of a running lab.",
    subcommands: [InvalidationList.self])
}

/// `edgesim invalidation list`.
struct InvalidationList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show invalidations and their status, the newest last.")

  @OptionGroup var options: AdminOptions

  func run() throws {
    try options.show(AdminOptions.parse([InvalidationStatus].self, options.ask("GET", "/invalidations")))
  }
}

extension AdminOptions {
  fileprivate func show(_ list: [InvalidationStatus]) throws {
    if format == .json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return print(String(decoding: try encoder.encode(list), as: UTF8.self))
    }
    printTable(
      ["ID", "DISTRIBUTION", "STATUS", "CREATED", "PATHS"],
      list.map {
        [$0.id, $0.distributionID, $0.status, $0.createTime, $0.batch.pathList.items.joined(separator: " ")]
      })
  }
}
