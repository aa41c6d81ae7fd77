import EdgeCache
import Simulation
import Testing

@testable import World

/// What must hold in every run.
@Suite struct AccountTests {
  @Test(
    "Hits and misses make up the requests, and octets what was sent",
    arguments: [(0, 0, 0), (1, 0, 0), (0, 1, 0), (-1, 0, 0), (0, -1, 0), (0, 0, 1)])
  func balance(requests: Int, hits: Int, bytes: Int) {
    var asked = Account()
    for result in [ResultType.hit, .miss, .refreshHit, .error] { asked.add(result, bytes: 100) }
    #expect((asked.requests, asked.hits, asked.bytes) == (4, 2, 400))
    var counted = asked
    counted.requests += requests
    counted.hits += hits
    counted.bytes += bytes
    #expect((asked.difference(from: counted) == nil) == (requests == 0 && hits == 0 && bytes == 0))
  }

  @Test(
    "Runs of the example lab break nothing: with users, an origin that fails, a point of presence that goes")
  func whole() throws {
    var fault = ServerFault()
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
