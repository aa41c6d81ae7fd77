import EdgeCache
import Geo
import HTTPWire
import Primitives
import Simulation
import Traces

/// What users want as it was recorded: requests at their times, for their objects, each of the user that stands for its client.
///
/// Some requests are made ready ahead of their time. Of the recording no more is kept than one piece of it.
struct RecordedDemand {
  /// One that is ready.
  struct Request {
    var head = RequestHead()
    /// A server would read it.
    var isRequest = false
    var cause = LoggedOrigin.Cause(LoggedOrigin.Object(id: 0, status: 0, size: 0), target: [])
    /// What the recording says it was answered.
    var status: UInt16 = 0
    var viewer = IPAddress(v4: 0)
    var location = ClientLocation.unknown
    var scheme = Exchange.Scheme.http
  }

  let logged: LoggedOrigin
  private let speed: Double
  private var source: (any LineSource)?
  private var clients: RecordedClients
  private var viewer: ViewerRequest
  private var content = LoggedContent()
  /// The piece that is at hand, and how many of its lines were used.
  private var text: [UInt8] = []
  private var lines: [(line: LogLine, text: Range<Int>)] = []
  private var used = 0
  private var isAtEnd = false
  /// Of the first line: what times are counted from.
  private var firstTime: Int?
  /// Two banks: what was taken last is still wanted when the next ones are made ready.
  private var ready = [Request](repeating: Request(), count: 2 * Limits.lookAhead)
  private var bank = 0
  /// Lines that say too little: a viewer that went away, a 304 for what was never sent.
  private(set) var leftOut = 0
  /// Why the recording cannot be read any further.
  private(set) var fault: String?

  init(
    _ workload: Drill.Workload, _ recording: Drill.Recording, _ clients: RecordedClients, at site: VirtualSite
  ) {
    (self.clients, speed) = (clients, recording.speed)
    viewer = ViewerRequest(host: workload.url.authority)
    let (head, tail) = workload.pathParts
    var logged = LoggedOrigin()
    logged.headers = recording.responseHeaders.map { Origin.Header(name: $0.name, value: $0.value) }
    self.logged = logged
    do {
      source = try site.recorded(recording, RequestLine(head: head, tail: tail))
    } catch {
      fault = "\(error)"
    }
  }

  /// By `Want.object`.
  subscript(_ number: Int) -> Request { ready[number] }

  /// Makes the next requests ready, in place of those before the last ones. At the end one that is never due.
  mutating func lookAhead(into ahead: inout [Demand.Want], _ draws: inout RandomStream) {
    bank = Limits.lookAhead - bank
    while ahead.count < Limits.lookAhead {
      if used == lines.count {
        // What is ready needs nothing of the piece any more.
        guard fill() else { break }
        continue
      }
      let (line, range) = lines[used]
      used += 1
      if let want = prepare(line, range, bank + ahead.count, &draws) { ahead.append(want) }
    }
    if ahead.isEmpty { ahead.append(Demand.Want(at: .max, client: 0, object: 0)) }
  }

  private mutating func fill() -> Bool {
    guard !isAtEnd, fault == nil else { return false }
    text.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    used = 0
    var (text, lines) = (text, lines)
    (self.text, self.lines) = ([], [])
    do {
      isAtEnd = try
        !(source?.next { line, octets in
          let start = text.count
          for index in octets.indices { text.append(octets[index]) }
          lines.append((line, start..<text.count))
        } ?? false)
    } catch {
      (isAtEnd, fault) = (true, "\(error)")
    }
    (self.text, self.lines) = (text, lines)
    return !isAtEnd
  }

  private mutating func prepare(
    _ line: LogLine, _ range: Range<Int>, _ number: Int, _ draws: inout RandomStream
  ) -> Demand.Want? {
    let text = text
    let octets = text.span.extracting(range)
    let isRequest = viewer.read(line, octets, into: &ready[number].head)
    guard let object = content.object(viewer.id, of: line) else {
      leftOut += 1
      return nil
    }
    let start = firstTime ?? line.time
    firstTime = start
    ready[number].isRequest = isRequest
    ready[number].cause = LoggedOrigin.Cause(object, target: isRequest ? ready[number].head.target : [])
    ready[number].status = UInt16(clamping: line.status)
    ready[number].scheme = line.isHTTPS ? .https : .http
    let address = line.client.flatMap { IPAddress(octets.extracting($0).text) }
    ready[number].viewer = address ?? IPAddress(v4: 0)
    ready[number].location = .unknown
    let user: Int
    if let address, source?.isLog == true {
      (user, ready[number].location) = clients.user(at: address)
    } else if let address {
      user = clients.user(RecordedClients.hash(address))
    } else {
      user = clients.user(draws.next())
    }
    return Demand.Want(at: due(line.time - start), client: user, object: number)
  }

  /// Nanoseconds of the run; what comes after the longest of runs is never due.
  private func due(_ seconds: Int) -> Int64 {
    let nanoseconds = Double(seconds) / speed * 1e9
    guard nanoseconds < 1e18 else { return .max }
    return speed == 1 ? Int64(seconds) * 1_000_000_000 : Int64(nanoseconds)
  }
}
