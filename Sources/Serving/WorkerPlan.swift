import Authority
import Configuration
import EdgeCache
import EventLoop
import Eviction
import Health
import TLS
import Transfer

/// Everything one worker is to serve: sent whole at the start and at each reload; the worker makes it so.
struct WorkerPlan: Sendable {
  /// What all workers have in common.
  struct Shared: Sendable {
    var catalog: Catalog
    var transfers: TransferPolicy
    var tls: TLSContexts
    var edge: EdgeConfiguration
    /// Where built-in origins listen, by name.
    var originAddresses: [String: SocketAddress]
    /// The workers that regional caches live on, by region.
    var regionalCaches: [String: Mailbox<WorkerMessage>]
    var balancers: [BalancedOrigin]
    /// Numbered as the configuration of the catalog has them, the targets of load balancers behind.
    var health: HealthSnapshot
    /// The numbers of the targets' checks, by their ids.
    var targetChecks: [String: Int]
    var faults: LabFaults
  }

  /// A PoP and what it listens on, or a regional cache.
  struct Edge: Sendable {
    /// `ICN57-C1`, or the region.
    var id: String
    var tier: CacheTier
    /// Octets.
    var capacity: Int
    var eviction: PolicySpecification
    /// Where bodies of large objects are kept beside memory.
    var disk: DiskFile?
    /// None: other caches are joined to it (`WorkerMessage.join`).
    var sockets: [Socket]
    /// Where sockets with this port speak TLS.
    var httpsPort: UInt16?
    var seed: UInt64
  }

  /// A built-in origin and what it listens on.
  struct Origin: Sendable {
    var origin: BuiltInOrigin
    var socket: Socket
  }

  var shared: Shared
  var edges: [Edge] = []
  var origins: [Origin] = []
}
