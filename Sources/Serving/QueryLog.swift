import Authority
import DNSWire
import EventLoop
import Primitives

/// One worker's side of the query log: gathers lines and hands them to the writer in batches.
final class QueryLog {
  private let writer: LogWriter
  private let options: QueryLogOptions
  private var batch = LogBatch()
  private var seen = 0
  private var query = Query()
  /// The zones' names in text, by their number in the catalog.
  private var zones: [[UInt8]] = []
  private var timer: Timer?

  init(on loop: EventLoop, writer: LogWriter, _ options: QueryLogOptions, catalog: Catalog) {
    (self.writer, self.options) = (writer, options)
    timer = Timer(on: loop, every: Limits.logInterval) { [unowned self] in flush() }
    follow(catalog)
  }

  deinit { flush() }

  func follow(_ catalog: Catalog) { zones = catalog.zones.map { Array($0.apex.description.utf8) } }

  /// Logs a query, if its turn has come.
  func add(
    _ packet: Span<UInt8>, _ response: Response, from client: IPAddress, over transport: Transport,
    fate: QueryLogLine.Fate, explanation: [UInt8], at time: Instant
  ) {
    seen += 1
    guard seen >= options.sample else { return }
    seen = 0
    _ = query.parse(packet)
    let hasName = query.questionEnd > WireLimits.headerOctets
    QueryLogLine(
      time: time, zone: zones.indices.contains(response.zone) ? zones[response.zone] : [],
      name: hasName ? query.name.name.wire : [], type: query.type, code: response.code, transport: transport,
      client: client, subnet: query.clientSubnet, octets: response.count, fate: fate,
      explanation: explanation
    ).append(as: options.format, to: &batch.lines)
    batch.count += 1
    if batch.isFull { flush() }
  }

  func flush() {
    if batch.count > 0 { writer.post(batch.take()) }
  }
}
