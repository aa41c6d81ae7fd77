import DNSWire
import Primitives
import Zones

/// A packet parses in place to what it parses to afresh, and the text of every name reads as that name.
func fuzzMessage(_ input: [UInt8]) {
  var fresh = Query()
  let verdict = fresh.parse(input.span)
  precondition(fresh.questionEnd <= max(input.count, WireLimits.headerOctets))
  var reused = usedQuery()
  precondition(reused.parse(input.span) == verdict, "a query depends on the one before")
  if case .wellFormed = verdict {
    precondition(reused.name.span.equals(fresh.name.span), "a query depends on the one before")
    precondition(reused.hasEDNS == fresh.hasEDNS && reused.questionEnd == fresh.questionEnd)
  }
  guard let message = try? Message(input.span) else { return }
  for question in message.questions { check(question.name) }
  for record in message.answers + message.authorities + message.additional {
    check(record.name)
    _ = record.description
  }
}

/// A query that has been through a packet with everything in it.
private func usedQuery() -> Query {
  var query = Query()
  _ = query.parse(fullPacket.span)
  return query
}

private let fullPacket = Message.query(
  Name("a.much.longer.name.than.others.example.") ?? .root, .txt, id: 1, udpOctets: 4096, dnssecOK: true,
  clientSubnet: IPPrefix("192.0.2.0/24"))

private func check(_ name: Name) {
  precondition(Name(name.description) == name, "the text of a name is not that name")
}

/// A zone is read, or says at which line why not; its faults are in the text.
func fuzzZone(_ input: [UInt8]) {
  let (zone, diagnostics) = ZoneReader.read(input, file: "fuzz", origin: origin)
  let lines = input.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
  for diagnostic in diagnostics {
    precondition((0...lines).contains(diagnostic.line), "a fault stands outside the text")
  }
  let isRefused = diagnostics.contains { $0.severity == .error }
  precondition((zone == nil) == isRefused, "a zone is refused without a reason, or read with an error")
  if let zone { check(zone.apex) }
}

private let origin = Name("example.com.") ?? .root
