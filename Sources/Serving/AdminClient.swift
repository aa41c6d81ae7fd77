import EventLoop
import HTTPWire
import Primitives

/// Asks the admin interface of a running lab, and waits for the answer.
package enum AdminClient {
  /// Nobody answers there.
  package struct Unreachable: Error, CustomStringConvertible {
    package let address: SocketAddress
    package var description: String {
      "no lab answers at \(address): start one with `edgesim serve`, or say with --admin where its admin interface is"
    }
  }

  /// The status and content of the answer. `target` is a path with its query.
  package static func request(
    _ method: String, _ target: String, body: String = "", at address: SocketAddress
  ) throws -> (
    status: UInt16, body: String
  ) {
    let loop = try EventLoop()
    var answer: HTTPCall.Answer?
    let request =
      "\(method) \(target) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    let call = HTTPCall(on: loop, request, to: address, seconds: Limits.adminSeconds) {
      answer = try? $0.get()
      loop.stop()
    }
    withExtendedLifetime(call) { loop.run() }
    guard let answer else { throw Unreachable(address: address) }
    return (answer.status, String(decoding: answer.body, as: UTF8.self))
  }
}
