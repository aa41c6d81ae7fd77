import Eviction
import Traces

/// The first octet picks the format. A trace is read whole or refused with a place inside it, and in pieces as at once; what
/// is read goes through caches.
func fuzzTrace(_ input: [UInt8]) {
  guard let first = input.first else { return }
  let format = formats[Int(first) % formats.count]
  let bytes = Array(input.dropFirst())
  let whole = read(bytes, format, piece: .max)
  if let fault = whole.fault {
    precondition(
      (0...bytes.count).contains(fault.offset) && fault.record >= 1, "a fault stands outside the trace")
  }
  precondition(whole.agrees(with: read(bytes, format, piece: 97)), "pieces make a difference")
  _ = TraceFormat.detect(content: bytes.span)
}

private let formats: [TraceFormat] =
  TraceFormat.names.map(\.format) + [
    .csv(CSVLayout(columns: [.time: .number(1), .id: .number(2), .size: .number(3), .count: .number(4)])),
    .cloudFrontLog(keepsQuery: true), .combinedLog(keepsQuery: true),
  ]

/// What was read, without keeping it: a line may stand for many requests.
private struct Reading {
  var replay = Replay()
  var count = 0
  var digest = 0
  var time = Int.min
  var fault: TraceFault?

  func agrees(with other: Reading) -> Bool {
    (count, digest, time, fault) == (other.count, other.digest, other.time, other.fault)
      && replay.figures == other.replay.figures
  }

  mutating func take(_ requests: inout [Request]) {
    replay.take(requests)
    for request in requests {
      precondition(request.time >= time, "time goes back")
      precondition(request.size >= 0, "a negative size")
      time = request.time
      digest = digest &* 31 &+ Int(truncatingIfNeeded: request.id) &+ request.size
    }
    count += requests.count
    requests.removeAll(keepingCapacity: true)
  }
}

/// What is read on its way through caches, alone and in tiers, by the minute.
private struct Replay {
  private var division = ReplayDivision(window: 60)
  private var statistics = TraceStatistics()
  private var distances = ReuseDistances(ignoresSizes: false)
  private var lanes = [PolicyName.lru, .s3fifo, .gdsf].map {
    ReplayLane(PolicySpecification($0), capacity: 1_000, seed: 1, ReplayRules(ttl: .fromTrace))
  }
  private var tiers = TieredReplay(
    (try? TierSpecification.list(parsing: "2xlru@100/fifo@1000")) ?? [], capacities: [100, 1_000],
    split: .key, seed: 1,
    ReplayRules(ttl: .fromTrace, fetchSeconds: 2))

  mutating func take(_ batch: [Request]) {
    let number = statistics.requests + 1
    statistics.count(batch)
    let pieces = division.pieces(of: batch)
    distances.count(batch, in: batch.indices)
    for index in lanes.indices { lanes[index].replay(batch, pieces, number: number) }
    tiers.replay(batch, pieces, number: number)
  }

  /// Of each cache, its tiers after it.
  var figures: [ReplayFigures] {
    var (lanes, tiers) = (lanes, tiers)
    let alone = lanes.indices.map { lanes[$0].finish().reduce(ReplayFigures(), +) }
    let below = tiers.finish().map { $0.reduce(ReplayFigures(), +) }
    precondition((alone + below).allSatisfy { $0.misses <= statistics.requests }, "more missed than asked")
    // Not so in tiers: what comes from above has the size it came in there, whatever size is asked for now.
    precondition(alone.allSatisfy { $0.missedOctets <= statistics.octets }, "more octets missed than asked")
    return alone + below
  }
}

private func read(_ bytes: [UInt8], _ format: TraceFormat, piece: Int) -> Reading {
  var decoder = TraceDecoder(format)
  var reading = Reading()
  var requests: [Request] = []
  var pending: [UInt8] = []
  var offset = 0
  do throws(TraceFault) {
    repeat {
      let end = piece < bytes.count - offset ? offset + piece : bytes.count
      pending += bytes[offset..<end]
      offset = end
      var used = 0
      repeat {
        let whole = pending
        used = try decoder.decode(whole.span, isLast: offset == bytes.count, into: &requests)
        pending.removeFirst(used)
        reading.take(&requests)
      } while used > 0
    } while offset < bytes.count
  } catch {
    reading.take(&requests)
    reading.fault = error
  }
  return reading
}
