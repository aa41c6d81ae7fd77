import Configuration
import EdgeCache
import Explaining
import Geo
import HTTPWire
import Primitives
import Synchronization

/// The files of a lab, each below a line `=== PATH`. They are loaded or refused, and a fault stands in one of them. A lab that
/// loads answers requests for each distribution, and reads its drill.
func fuzzLab(_ input: [UInt8]) {
  files.withLock { files in
    files.write(input)
    load(files)
  }
}

private let files = Mutex(LabFiles())

private func load(_ files: LabFiles) {
  let (lab, diagnostics) = LabConfiguration.load(zones: files.zones, edgeConfig: files.edgeConfig)
  files.check(diagnostics)
  precondition((lab == nil) == diagnostics.contains { $0.severity == .error }, "a lab in spite of an error")
  files.check(TransferReader.load(zones: files.zones, holding: lab?.zones ?? []).diagnostics)
  guard let lab else { return }
  for distribution in lab.distributions { ask(lab, distribution) }
  for path in DrillReader.paths(in: files.edgeConfig).paths {
    let (drill, diagnostics) = DrillReader.load(path, for: lab)
    files.check(diagnostics)
    precondition(
      (drill == nil) == diagnostics.contains { $0.severity == .error }, "a drill in spite of an error")
  }
}

private func ask(_ lab: LabConfiguration, _ distribution: Distribution) {
  guard let pop = lab.pointsOfPresence.first else { return }
  let explainer = HTTPExplainer(
    configuration: lab.edge, pop: pop.id, tier: .edge(regionalCache: pop.regionalCache),
    regions: lab.regionalCaches.map(\.id), now: Instant(secondsSinceEpoch: 1_800_000_000))
  for (target, status) in [("/", UInt16(200)), ("/a/b.html?x=1&y=%2F", 200), ("/a/c.html", 503)] {
    let head =
      "GET \(target) HTTP/1.1\r\nHost: \(distribution.domainName)\r\nCookie: a=b\r\nRange: bytes=0-1\r\n\r\n"
    var request = RequestHead()
    var parser = RequestParser()
    let octets = Array(head.utf8)
    guard let read = try? parser.parse(octets.span, into: &request), read == octets.count else {
      preconditionFailure("a distribution whose host nobody can ask for: \(distribution.domainName)")
    }
    var response = ResponseHead(status: status)
    response.fields.append("Content-Length", "100")
    response.fields.append("Content-Type", "text/html")
    let explanation = explainer.explain(
      request, from: IPAddress(v4: 0x0A01_0203), at: .unknown, scheme: .http, response: response,
      isAssumed: true)
    precondition(explanation.answer != nil, "a request without an answer")
  }
}
