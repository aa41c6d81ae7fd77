import ArgumentParser
import Glibc
import Serving

/// `edgesim top`: the figures of a running lab, live.
struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Show requests and hit ratios of a running lab, once a second.",
    discussion: """
      hit, miss, error   shares of all requests (CloudFront's console); refreshed copies and redirects are none of them
      hit rate           hits of the requests that a cache can answer (CloudWatch's CacheHitRate); refreshed copies are hits
      by bytes           the same, by the bytes sent
      no-miss bytes      the share of all bytes that did not come with a miss

      Ends with Ctrl-C.
      """)

  @OptionGroup var options: AdminOptions
  @Flag(help: "Show what has been counted since the lab's start, and end.") var once = false

  func validate() throws {
    if options.format == .json, !once {
      throw ValidationError("--format json is of use with --once: a screen that is redrawn is no JSON.")
    }
    if options.format == .tsv { throw ValidationError("--format is table or json.") }
  }

  func run() throws {
    let first = try options.ask("GET", "/status")
    guard !once else {
      let report = try TopReport(status: first)
      return print(
        options.format == .json ? report.json : report.lines.joined(separator: "\n"), terminator: "\n")
    }
    var (before, began) = (first, monotonicSeconds())
    while true {
      sleep(1)
      let (now, time) = (try options.ask("GET", "/status"), monotonicSeconds())
      let report = try TopReport(status: now, since: (before, time - began))
      // Home, each line to its end, then what is left of the screen: nothing flickers.
      print("\u{1B}[H" + report.lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J", terminator: "")
      fflush(nil)
      (before, began) = (now, time)
    }
  }

  private func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
