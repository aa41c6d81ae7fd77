import EdgeCache
import EdgeReplaying
import Eviction
import Geo
import Logs
import Primitives
import Routing
import Traces
import World

/// The first octet picks the format, of logs and of traces with names in them. A log is read whole or refused with a place inside it, in pieces as at once; what is
/// read goes through the edge. Any octets are a field of a log, and read as themselves.
func fuzzAccessLog(_ input: [UInt8]) {
  guard let first = input.first else { return }
  let bytes = Array(input.dropFirst())
  let format: TraceFormat =
    switch first & 3 {
    case 0: .cloudFrontLog(keepsQuery: true)
    case 1: .combinedLog(keepsQuery: true)
    case 2: .csv(CSVLayout())
    default: .plainKeys
    }
  let whole = read(bytes, format, piece: .max)
  if let fault = whole.fault {
    precondition((0...bytes.count).contains(fault.offset) && fault.record >= 1, "a fault stands elsewhere")
  }
  precondition(whole == read(bytes, format, piece: 97), "pieces make a difference")
  replay(bytes, format)
  var logged: [UInt8] = []
  logged.append(logged: bytes.span)
  precondition(logged.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\"") }, "a field ends early")
}

private struct Reading: Equatable {
  var lines = 0
  var digest = 0
  var time = Int.min
  var fault: TraceFault?

  mutating func take(_ line: LogLine, _ text: Span<UInt8>) {
    precondition(line.time >= time, "time goes back")
    time = line.time
    lines += 1
    digest = digest &* 31 &+ line.status &+ line.octets &+ (line.isRead(in: text) ? 1 : 0)
    let parts = [
      line.client, line.method, line.path, line.query, line.host, line.viewerHost, line.referrer,
      line.userAgent,
      line.cookies, line.edgeLocation,
    ]
    for case let part? in parts {
      precondition(part.lowerBound >= 0 && part.upperBound <= text.count, "a part stands outside its line")
      for index in part { digest = digest &* 31 &+ Int(text[index]) }
    }
  }
}

private func decoder(of format: TraceFormat) -> LogDecoder? {
  LogDecoder(format, allowsUnsorted: true) ?? LogDecoder(namesIn: format, allowsUnsorted: true)
}

private func read(_ bytes: [UInt8], _ format: TraceFormat, piece: Int) -> Reading {
  var reading = Reading()
  guard var decoder = decoder(of: format) else { preconditionFailure("no log") }
  var pending: [UInt8] = []
  var offset = 0
  do throws(TraceFault) {
    while offset < bytes.count {
      let end = piece < bytes.count - offset ? offset + piece : bytes.count
      pending += bytes[offset..<end]
      offset = end
      let whole = pending
      let used = try decoder.decode(whole.span, isLast: offset == bytes.count) { reading.take($0, $1) }
      pending.removeFirst(used)
    }
  } catch { reading.fault = error }
  return reading
}

private func replay(_ bytes: [UInt8], _ format: TraceFormat) {
  guard var decoder = decoder(of: format) else { return }
  var rules = EdgeReplay.Rules()
  rules.host = "d.example"
  rules.fetchTime = 1_500_000_000
  let replay = EdgeReplay(edge, points, directory, rules, seed: 1)
  let used = try? decoder.decode(bytes.span, isLast: true) { replay.replay($0, $1) }
  replay.finish()
  guard used != nil else { return }
  let row = replay.tally.sum(distribution: "", behavior: "")
  precondition(row.hits + row.refreshHits + row.misses + row.errors + row.redirects == row.requests, "a sum")
}

private let points = [
  CacheSite(id: "A1", capacity: 1 << 16, eviction: PolicySpecification(.lru)),
  CacheSite(id: "B1", capacity: 1 << 20, eviction: PolicySpecification(.s3fifo)),
]

private let directory = EdgeDirectory(
  distributions: [],
  pointsOfPresence: points.enumerated().compactMap { number, point in
    Coordinates(latitude: 10 * Double(number), longitude: 20 * Double(number)).map {
      PointOfPresence(
        id: point.id, coordinates: $0, addresses: [IPAddress(v4: 0x7F00_0101 + UInt32(number))])
    }
  },
  locator: Locator())

private let edge: EdgeConfiguration = {
  let behavior = CacheBehavior(
    targetOriginID: "o", allowedMethods: .all, cachePolicy: CachePolicy(name: "fuzz"))
  let distribution = Distribution(
    id: "E1", domainName: "d.example", origins: [Origin(id: "o", domainName: "origin.example")],
    defaultCacheBehavior: behavior)
  guard let edge = try? EdgeConfiguration([distribution]) else { preconditionFailure("no edge") }
  return edge
}()
