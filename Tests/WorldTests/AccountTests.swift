import EdgeCache
import Simulation
import Testing

@testable import World

/// What must hold in every run.
@Suite struct AccountTests {
  @Test("Hits and misses make up the requests", arguments: [(0, 0), (1, 0), (0, 1), (-1, 0), (0, -1)])
  func balance(requests: Int, hits: Int) {
    var asked = Account()
    for result in [ResultType.hit, .miss, .refreshHit, .error] { asked.add(result) }
    #expect((asked.requests, asked.hits) == (4, 2))
    var counted = asked
    counted.requests += requests
    counted.hits += hits
    let difference = asked.difference(from: counted, at: "ICN57-C1")
    #expect((difference == nil) == (requests == 0 && hits == 0))
  }

  @Test(
    "The age of an answer",
    arguments: [
      ("HTTP/1.1 200 OK\r\nAge: 7\r\n\r\n", 7),
      ("HTTP/1.1 200 OK\r\nDate: x\r\nAge: -3\r\nVia: y\r\n\r\n", -3),
      ("HTTP/1.1 200 OK\r\nX-Age: 7\r\n\r\n", nil), ("", nil),
    ] as [(String, Int64?)])
  func age(head: String, age: Int64?) {
    #expect(Exchange.age(in: Array(head.utf8)) == age)
  }

  @Test(
    "Runs of the example lab break nothing: with users, an origin that fails, a point of presence that goes")
  func whole() throws {
    var fault = OriginFault()
    fault.refuses = true
    let drill = try VirtualUsersTests.drill(
      120, VirtualUsersTests.users(countries: ["KR"], VirtualUsersTests.images, rate: 20, objects: 20),
      [
        (20, .fault(origin: "www.origin.test", fault)), (40, .edge(pop: "ICN57-C1", .refuse)),
        (50, .flush(pop: nil)), (60, .edge(pop: "ICN57-C1", nil)),
      ])
    #expect(VirtualDrill.run(drill, at: VirtualUsersTests.site, seed: 1).violations == [])
  }
}
