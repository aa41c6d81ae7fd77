import CLibevent
import Glibc
import Primitives

/// Looks up host names as the system is configured to (`/etc/hosts`, `/etc/resolv.conf`) without blocking the loop.
package final class NameResolver {
  private let loop: EventLoop
  /// Made on first use: a lab that names only built-in origins and addresses needs no name server.
  private lazy var base = evdns_base_new(
    loop.base, Int32(EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE))
  private var isUsed = false

  package init(on loop: EventLoop) { self.loop = loop }

  deinit { if isUsed, let base { evdns_base_free(base, 0) } }

  /// Calls back with the first address of `host`, IPv4 preferred, or nil if it has none or nobody answers.
  package func resolve(_ host: String, _ completion: @escaping (IPAddress?) -> Void) {
    isUsed = true
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    let context = Unmanaged.passRetained(Completion(completion)).toOpaque()
    evdns_getaddrinfo(
      base, host, nil, &hints,
      { _, list, context in
        let completion = Unmanaged<Completion>.fromOpaque(context!).takeRetainedValue()
        defer { if let list { evutil_freeaddrinfo(list) } }
        completion.call(NameResolver.preferred(list))
      }, context)
  }

  private final class Completion {
    let call: (IPAddress?) -> Void
    init(_ call: @escaping (IPAddress?) -> Void) { self.call = call }
  }

  private static func preferred(_ list: UnsafeMutablePointer<addrinfo>?) -> IPAddress? {
    var v6: IPAddress?
    var entry = list
    while let info = entry?.pointee {
      if info.ai_family == AF_INET {
        let bits = info.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          $0.pointee.sin_addr.s_addr
        }
        return IPAddress(v4: UInt32(bigEndian: bits))
      }
      if info.ai_family == AF_INET6, v6 == nil {
        v6 = info.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
          withUnsafeBytes(of: &address.pointee.sin6_addr) {
            IPAddress(v6: UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)))
          }
        }
      }
      entry = info.ai_next
    }
    return v6
  }
}
