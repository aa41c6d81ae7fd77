import Configuration
import EventLoop
import Glibc
import Primitives

/// Every socket the lab listens on, bound before anything is served, and which worker each belongs to.
struct Ports {
  struct Pop {
    var pop: PointOfPresence
    var worker: Int
    var sockets: [Socket]
  }

  struct Origin {
    var origin: BuiltInOrigin
    var worker: Int
    var socket: Socket
  }

  /// One element a worker; the sockets of all of them share their addresses.
  private(set) var dns: [DNSSockets] = []
  private(set) var pops: [Pop] = []
  private(set) var origins: [Origin] = []
  private(set) var admin: Socket?
  /// The ports all PoPs share.
  private var httpPort: UInt16 = 0
  private(set) var httpsPort: UInt16?

  var originAddresses: [String: SocketAddress] {
    Dictionary(origins.map { ($0.origin.name, $0.socket.address) }) { first, _ in first }
  }

  var listeners: [LabStatus.Listener] {
    var listeners: [LabStatus.Listener] = []
    for socket in dns.first?.datagram ?? [] {
      listeners.append(.init(service: "dns", transport: "udp", address: "\(socket.address)"))
    }
    for socket in dns.first?.stream ?? [] {
      listeners.append(.init(service: "dns", transport: "tcp", address: "\(socket.address)"))
    }
    for socket in dns.first?.tls ?? [] {
      listeners.append(.init(service: "dns", transport: "tls", address: "\(socket.address)"))
    }
    for pop in pops {
      for socket in pop.sockets {
        let service = socket.address.port == httpsPort ? "https" : "http"
        listeners.append(
          .init(service: service, transport: "tcp", address: "\(socket.address)", name: pop.pop.id))
      }
    }
    for origin in origins {
      listeners.append(
        .init(
          service: "origin", transport: "tcp", address: "\(origin.socket.address)", name: origin.origin.name))
    }
    if let admin { listeners.append(.init(service: "admin", transport: "tcp", address: "\(admin.address)")) }
    return listeners
  }

  mutating func open(_ options: Lab.Options, _ configuration: LabConfiguration) throws(SystemError) {
    if let address = options.dns {
      try Self.naming("--dns") { () throws(SystemError) in try openDNS(address, workers: options.workers) }
      for address in options.dnsOptions.tls?.addresses ?? [] {
        try Self.naming("--dot") { () throws(SystemError) in try openTLS(address) }
      }
    }
    dns += [DNSSockets](repeating: DNSSockets(), count: options.workers - dns.count)
    if let address = options.http {
      try Self.naming("--http") { () throws(SystemError) in try openHTTP(address, configuration, options) }
    }
    if let address = options.admin {
      try Self.naming("--admin") { () throws(SystemError) in admin = try Socket.listener(boundTo: address) }
    }
  }

  /// The error of an address that is taken names the option that takes another.
  private static func naming(_ option: String, _ open: () throws(SystemError) -> Void) throws(SystemError) {
    do throws(SystemError) { try open() } catch {
      guard error.code == EADDRINUSE else { throw error }
      throw SystemError(code: error.code, call: "\(error.call) (\(option) says where else)")
    }
  }

  /// UDP and TCP on one port. Where any port will do, TCP may find the one UDP got taken: then the next is tried.
  private mutating func openDNS(_ address: SocketAddress, workers: Int) throws(SystemError) {
    var chosen = address
    // A single socket need not be looked for among those that share its address.
    let isShared = workers > 1
    for attempt in 1... {
      let datagram = try Socket.datagram(boundTo: address, shared: isShared)
      chosen.port = datagram.address.port
      do throws(SystemError) {
        dns = [
          DNSSockets(datagram: [datagram], stream: [try Socket.listener(boundTo: chosen, shared: isShared)])
        ]
        break
      } catch {
        datagram.close()
        guard address.port == 0, attempt < Self.portAttempts else { throw error }
      }
    }
    for _ in 1..<workers {
      dns.append(
        DNSSockets(
          datagram: [try Socket.datagram(boundTo: chosen, shared: true, joining: true)],
          stream: [try Socket.listener(boundTo: chosen, shared: true, joining: true)]))
    }
  }

  /// Every worker has a listener on the address.
  private mutating func openTLS(_ address: SocketAddress) throws(SystemError) {
    var chosen = address
    for worker in dns.indices {
      let socket = try Socket.listener(boundTo: chosen, shared: true, joining: worker > 0)
      chosen = socket.address
      dns[worker].tls.append(socket)
    }
  }

  private mutating func openHTTP(
    _ address: SocketAddress, _ configuration: LabConfiguration, _ options: Lab.Options
  ) throws(SystemError) {
    for attempt in 1... {
      var doors: [Socket] = []
      do throws(SystemError) {
        doors.append(try Socket.listener(boundTo: address))
        httpPort = doors[0].address.port
        if let https = options.https {
          doors.append(try Socket.listener(boundTo: https))
          httpsPort = doors[1].address.port
        }
      } catch {
        for door in doors { door.close() }
        throw error
      }
      do throws(SystemError) {
        try follow(configuration, options, doors: doors)
        return
      } catch {
        close()
        guard address.port == 0 || options.https?.port == 0, attempt < Self.portAttempts else { throw error }
      }
    }
  }

  /// Makes the PoPs and origins those of `configuration`: opens what is new, keeps what stays. What is gone is closed
  /// by the worker that serves it. On an error nothing has changed.
  mutating func follow(
    _ configuration: LabConfiguration, _ options: Lab.Options, doors: [Socket] = []
  ) throws(SystemError) {
    guard let http = options.http else { return }
    var opened = doors
    // The addresses of --http and --https are the first PoP's too, so that plain http://127.0.0.1:8080/ works.
    var fronts = [SocketAddress(http.address, port: httpPort)]
    if let httpsPort, let https = options.https {
      fronts.append(SocketAddress(https.address, port: httpsPort))
    }
    do throws(SystemError) {
      var newPops: [Pop] = []
      for (index, pop) in configuration.pointsOfPresence.enumerated() {
        let old = pops.first { $0.pop.id == pop.id }
        var wanted = [httpPort, httpsPort].compactMap { $0 }.flatMap { port in
          [pop.address, pop.ipv6Address].compactMap { $0 }.map { SocketAddress($0, port: port) }
        }
        if index == 0 {
          wanted =
            fronts.filter { front in !configuration.pointsOfPresence.contains { $0.address == front.address }
            }
            + wanted
        }
        var sockets: [Socket] = []
        for address in wanted {
          if let socket = (old?.sockets ?? []).first(where: { $0.address == address }) {
            sockets.append(socket)
          } else if let door = doors.first(where: { $0.address == address }) {
            sockets.append(door)
          } else if let held = pops.lazy.flatMap(\.sockets).first(where: { $0.address == address }) {
            // Another PoP gives this address up with the same reload.
            let socket = try held.duplicated()
            opened.append(socket)
            sockets.append(socket)
          } else {
            let socket = try Socket.listener(boundTo: address)
            opened.append(socket)
            sockets.append(socket)
          }
        }
        newPops.append(Pop(pop: pop, worker: old?.worker ?? index % options.workers, sockets: sockets))
      }
      var newOrigins: [Origin] = []
      for (index, origin) in configuration.origins.enumerated() {
        let old = origins.first { $0.origin.name == origin.name }
        let socket: Socket
        if let old {
          socket = old.socket
        } else {
          socket = try Socket.listener(boundTo: SocketAddress(IPAddress(v4: 0x7F00_0001), port: 0))
          opened.append(socket)
        }
        // From the last worker down: the first PoPs then have their origins on other cores.
        let worker = old?.worker ?? options.workers - 1 - index % options.workers
        newOrigins.append(Origin(origin: origin, worker: worker, socket: socket))
      }
      (pops, origins) = (newPops, newOrigins)
    } catch {
      for socket in opened { socket.close() }
      throw error
    }
  }

  private mutating func close() { (pops, origins) = ([], []) }

  /// Ports tried where the choice is ours.
  private static let portAttempts = 20
}

extension LabStatus.Listener {
  /// `dns udp 127.0.0.1:5300`
  var line: String {
    let transport = service == "dns" ? " \(transport)" : ""
    return "\(service)\(transport) \(address)\(name.map { " \($0)" } ?? "")"
  }
}
