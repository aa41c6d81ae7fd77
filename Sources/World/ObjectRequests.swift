import HTTPWire
import Simulation

/// The requests for what users want, made of octets: there may be a million a second.
struct ObjectRequests {
  private let template: RequestHead
  private let head: [UInt8]
  private let tail: [UInt8]
  private let isNumbered: Bool

  init(_ url: URLParts) {
    template = RequestHead("GET", "", ["Host": url.authority])
    let path = Array(url.path.utf8)
    let mark = Array(Drill.Workload.objectMark.utf8)
    let place = path.indices.first { path[$0...].starts(with: mark) }
    isNumbered = place != nil
    head = place.map { Array(path[..<$0]) } ?? path
    tail = place.map { Array(path[($0 + mark.count)...]) } ?? []
  }

  /// For `object`, from 0.
  subscript(_ object: Int) -> RequestHead {
    var request = template
    request.target = head
    if isNumbered {
      request.target.append(contentsOf: "\(object + 1)".utf8)
      request.target.append(contentsOf: tail)
    }
    return request
  }
}
