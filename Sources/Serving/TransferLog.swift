import DNSWire
import EventLoop
import Logging
import Primitives
import Zones

/// A log line for each zone that went out, and for refusals one a second at most: anybody can have them by the thousand.
struct TransferLog {
  private let log: Logger
  private var lastRefusal: Int64 = .min

  init(_ log: Logger) { self.log = log }

  func served(_ zone: Zone, to client: SocketAddress, messages: Int, octets: Int, isWhole: Bool) {
    let what = "transfer of \(zone.apex) serial \(zone.serial) to \(client)"
    if isWhole {
      log.info("\(what): \(messages) messages, \(octets) octets")
    } else {
      log.warning("\(what): the connection ended after \(messages) messages")
    }
  }

  /// `answer` is what the client got.
  mutating func refused(_ answer: Span<UInt8>, to client: SocketAddress, now: Instant) {
    guard now.secondsSinceEpoch > lastRefusal, answer.count >= WireLimits.headerOctets else { return }
    lastRefusal = now.secondsSinceEpoch
    var offset = WireLimits.headerOctets
    let name = (try? Name(answer, at: &offset)).map(\.description) ?? "a name that cannot be read"
    let code = ResponseCode(rawValue: UInt16(answer[3] & 15))
    log.warning("transfer of \(name) to \(client) refused: \(code)")
  }
}
