import DNSWire
import Primitives
import Routing
import Testing
import Zones

@testable import Authority

/// Zones of a secondary that have not come or have expired (RFC 1034 section 4.3.5, RFC 8914 section 4.15).
@Suite struct UnavailableZoneTests {
  /// example.com is there; sub.example.com and example.org are not.
  private func catalog() throws -> Catalog {
    let text = "$TTL 300\n@ SOA ns1 admin 7 7200 900 1209600 60\n@ NS ns1\nns1 A 192.0.2.1\nsub NS ns1\n"
    let zone = ZoneReader.read(Array(text.utf8), file: "t", origin: try #require(Name("example.com."))).zone
    return Catalog(
      zones: [try #require(zone)],
      unavailable: [try #require(Name("sub.Example.com.")), try #require(Name("example.org."))],
      edges: EdgeDirectory())
  }

  @Test(
    arguments: [
      ("www.example.org.", .a, .serverFailure), ("example.ORG.", .soa, .serverFailure),
      ("sub.example.com.", .a, .serverFailure), ("a.b.sub.example.com.", .a, .serverFailure),
      ("ns1.example.com.", .a, .noError), ("www.example.com.", .a, .noSuchName),
      // The parent's side of the cut answers for DS.
      ("sub.example.com.", .ds, .noError), ("example.org.", .ds, .serverFailure),
      ("org.", .a, .refused), ("xexample.org.", .a, .refused),
    ] as [(String, RecordType, ResponseCode)])
  func code(name: String, type: RecordType, expected: ResponseCode) throws {
    var responder = Responder()
    let catalog = try catalog()
    let query = Message.query(try #require(Name(name)), type, udpOctets: 1232)
    var buffer = [UInt8](repeating: 0, count: 1232)
    var span = buffer.mutableSpan
    let response = responder.respond(
      to: query.span, from: IPAddress(v4: 1), over: .udp, catalog: catalog, draw: 0, into: &span)
    let answer = try Message(buffer.span.extracting(0..<response.count))
    #expect(answer.code == expected)
    if expected == .serverFailure {
      #expect(!answer.isAuthoritative && response.zone == -1)
      #expect(answer.edns?.options == [Message.Option(code: 15, data: [0, 14])])
    }
  }
}
