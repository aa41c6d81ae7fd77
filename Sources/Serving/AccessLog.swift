import EdgeCache
import EventLoop
import Glibc
import HTTPWire
import Logs
import Primitives

/// One worker's side of the access log: gathers the lines of its PoPs and hands them to the writer in batches.
final class AccessLog {
  /// What all workers log to.
  struct Setup: Sendable {
    let writer: LogWriter
    let format: AccessLogEntry.Format
    /// Each distribution has files of its own.
    let isDivided: Bool

    init(_ options: AccessLogOptions, seed: UInt64) throws(SystemError) {
      let preamble = AccessLogEntry.preamble(of: options.format)
      let path = options.path
      (format, isDivided) = (options.format, Self.isDirectory(path))
      if isDivided {
        try HourlyLogFiles.check(path)
        writer = try LogWriter("access log") { HourlyLogFiles(in: path, preamble: preamble, seed: seed) }
      } else {
        let file = try LogFile(path, preamble: preamble)
        writer = try LogWriter("access log") { file }
      }
    }

    private static func isDirectory(_ path: String) -> Bool {
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
  }

  private let setup: Setup
  private var batches: [String: LogBatch] = [:]
  /// By their ids.
  private var distributions: [String: Distribution] = [:]
  /// Of each cache, what lines say of its series: made once, for a line is to allocate nothing.
  private var logged: [ObjectIdentifier: [LoggedSeries]] = [:]
  private var entry = AccessLogEntry()
  private var timer: Timer?

  init(on loop: EventLoop, _ setup: Setup) {
    self.setup = setup
    timer = Timer(on: loop, every: Limits.logInterval) { [unowned self] in flush() }
  }

  deinit { flush() }

  func follow(_ configuration: EdgeConfiguration) {
    // What was asked before goes where logs went then.
    flush()
    batches = [:]
    for distribution in configuration.distributions { distributions[distribution.id] = distribution }
    logged = [:]
  }

  private func series(of exchange: Exchange, at edge: EdgeServer) -> LoggedSeries {
    let (cache, number) = (ObjectIdentifier(edge.cache), edge.cache.seriesNumber(of: exchange))
    if let known = logged[cache], number < known.count { return known[number] }
    let known = distributions
    let all = edge.cache.figures.series.map { LoggedSeries($0, known[$0.distribution], pop: edge.id) }
    logged[cache] = all
    return all[number]
  }

  /// Logs the request that `exchange` is about to end.
  func add(
    _ exchange: Exchange, of passage: ViewerPassage, on channel: some ViewerChannel, at edge: EdgeServer
  ) {
    let now = edge.loop.now
    let series = series(of: exchange, at: edge)
    entry.edgeLocation = series.edgeLocation
    (entry.client, entry.clientPort) = (exchange.viewer, channel.peer.port)
    (entry.tls, entry.httpVersion) = (exchange.viewerTLS, channel.httpVersion)
    entry.domainName = series.domainName
    (entry.distribution, entry.behavior) = (series.distribution, series.behavior)
    entry.includesCookies = series.includesCookies
    entry.requestOctets = channel.requestOctets(of: exchange.request)
    (entry.responseOctets, entry.responseHead) = (channel.responseBytes, exchange.head)
    (entry.status, entry.result, entry.reason) = (exchange.status, exchange.result, exchange.reason)
    entry.rule = exchange.webACLRule.map { Array($0.utf8) } ?? []
    entry.responseResult = passage.responseResult ?? .error
    if passage.responseResult == nil { (entry.status, entry.responseHead) = (0, []) }
    if let end = passage.prematureEnd { (entry.result, entry.reason) = (.error, end) }
    entry.time = now
    entry.timeTaken = now.nanosecondsSinceEpoch &- passage.begin.nanosecondsSinceEpoch
    entry.timeToFirstByte =
      passage.responseResult == nil
      ? entry.timeTaken : passage.firstByte.nanosecondsSinceEpoch &- passage.begin.nanosecondsSinceEpoch
    // Lent for the moment: a copy would make the next request's head a new allocation.
    swap(&entry.request, &exchange.request)
    append(series.id, series.folder, hour: now.secondsSinceEpoch / 3600)
    swap(&entry.request, &exchange.request)
    entry.responseHead = []
  }

  private func append(_ distribution: String, _ folder: String, hour: Int64) {
    let name = setup.isDivided ? distribution : ""
    if let batch = batches[name], batch.hour != hour { post(name) }
    batches[name, default: LogBatch(distribution: name, folder: folder)].hour = hour
    entry.append(as: setup.format, to: &batches[name]!.lines)
    batches[name]!.count += 1
    if batches[name]!.isFull { post(name) }
  }

  private func post(_ name: String) {
    if let batch = batches[name]?.take() { setup.writer.post(batch) }
  }

  func flush() {
    for name in batches.keys.sorted() where batches[name]?.count != 0 { post(name) }
  }
}

/// What is the same in all lines of one distribution, behaviour and PoP; empty where no distribution has the host.
private struct LoggedSeries {
  let id, folder: String
  let edgeLocation, distribution, domainName, behavior: [UInt8]
  let includesCookies: Bool

  init(_ series: Figures.Series, _ distribution: Distribution?, pop: String) {
    let isKnown = series.distribution != "-"
    (id, edgeLocation) = (series.distribution, Array(pop.utf8))
    domainName = Array((distribution?.domainName ?? "").utf8)
    folder = distribution?.logging?.folder ?? ""
    includesCookies = distribution?.logging?.includesCookies ?? false
    self.distribution = isKnown ? Array(series.distribution.utf8) : []
    behavior = isKnown ? Array(series.behavior.utf8) : []
  }
}

/// What a viewer's request went through that its exchange does not keep.
struct ViewerPassage {
  var begin = Instant.distantPast
  /// When the head of the response was about to go, and with which result; nil: it never was.
  var firstByte = Instant.distantPast
  var responseResult: ResultType?
  /// Why the response ended before its end.
  var prematureEnd: ResultReason?
}
