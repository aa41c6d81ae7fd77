import Authority
import EdgeCache
import Health
import Primitives
import Simulation

/// What a run is made of: the parts of the lab. To see that a fault of one is found, tests put another in its place.
struct WorldParts: Sendable {
  /// Whose doings are told.
  var trace: ClientTrace?
  var names: @Sendable (Catalog, _ seed: UInt64, _ ttl: Int64?) -> NameServer = {
    NameServer($0, seed: $1, ttl: $2)
  }
  var monitor:
    @Sendable (HealthCheckSet, HealthMonitor.Settings, _ seed: UInt64, _ now: Instant) -> any HealthMonitoring =
      {
        HealthMonitor($0, settings: $1, seed: $2, now: $3)
      }
  var resolvers:
    @Sendable (
      [ResolverProfile], _ cities: [Int], _ seed: UInt64,
      (_ family: IPAddress.Family, _ subnet: IPPrefix?) -> [UInt8]
    ) ->
      Resolvers =
      { Resolvers($0, cities: $1, seed: $2, query: $3) }
  var users: @Sendable (Drill.Population, Drill, VirtualSite, _ seed: UInt64, VirtualDrill) -> VirtualUsers =
    {
      VirtualUsers($0, of: $1, $2, seed: $3, clock: $4)
    }
  var queue: @Sendable (_ servers: Int, _ patience: Int64) -> ServiceQueue = {
    ServiceQueue(servers: $0, patience: $1)
  }
  var edge: @Sendable (EdgeCache, _ number: Int, VirtualDrill) -> VirtualEdge = {
    VirtualEdge($0, number: $1, clock: $2)
  }
}
