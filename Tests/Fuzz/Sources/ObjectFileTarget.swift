import EdgeCache
import HTTPWire
import ObjectFile
import Primitives

/// Octets that stand behind the header of a file: a scan of them comes to its end, whatever its window, and finds nothing that
/// lies beyond. What it finds, and the octets themselves, are facts of an object or are refused.
func fuzzObjectFile(_ input: [UInt8]) {
  let file = [UInt8](repeating: 0, count: Limits.blockBytes) + input
  var found: [[String]] = []
  for window in [Limits.blockBytes * 2, Limits.windowBytes] {
    var scan = RecordScan(end: file.count, key: 0)
    var names: [String] = []
    var steps = 0
    while !scan.isFinished {
      steps += 1
      precondition(steps <= file.count / Limits.blockBytes + 2, "the scan does not come to an end")
      let octets = Array(file[min(scan.position, file.count)...].prefix(window))
      scan.take(octets.span) { event in
        if case .intact(let header, let facts, _) = event {
          precondition(header.bodyOffset + header.bodyCount <= file.count, "a body beyond the end")
          names.append("\(header.place)")
          fuzzColdFacts(facts)
        }
      }
    }
    found.append(names)
  }
  precondition(found[0] == found[1], "what is found depends on the window")
  _ = try? FileHeader(reading: input.span)
  fuzzColdFacts(input)
}

private final class NoFile {}

/// They make an object that can be asked for, or are refused.
private func fuzzColdFacts(_ facts: [UInt8]) {
  let distribution = Distribution(
    id: "E1", domainName: "d1.cloudfront.net", origins: [Origin(id: "o", domainName: "origin.test")],
    defaultCacheBehavior: CacheBehavior(targetOriginID: "o", cachePolicy: CachePolicy(name: "fuzz")),
    cacheTagHeader: "cache-tag")
  guard let configuration = try? EdgeConfiguration([distribution]) else {
    preconditionFailure("the distribution of the target is refused")
  }
  let cache = EdgeCache(pop: "IAD89-C1", capacity: 1 << 20, configuration: configuration, seed: 1)
  let body = ColdBody(place: 0, offset: 0, count: 1, sequence: 1, keeping: NoFile(), written: 1)
  let outcome = cache.restore(body, facts: facts.span)
  let removed = cache.invalidate([.prefix("/")], in: "E1")
  precondition(removed == 0 || outcome == .restored, "what was refused is there")
}
