import HTTPWire
import Simulation

/// The requests for what users want, made of octets: there may be a million a second.
struct ObjectRequests {
  /// Those for objects of one kind.
  private struct Kind {
    /// The first object, from 0.
    let start: Int
    let head: [UInt8]
    let tail: [UInt8]
    let isNumbered: Bool
  }

  private let template: RequestHead
  private var kinds: [Kind] = []
  /// Objects of all kinds.
  private(set) var count = 0

  init(_ workload: Drill.Workload) {
    template = RequestHead("GET", "", ["Host": workload.url.authority])
    let mark = Array(Drill.Workload.objectMark.utf8)
    for kind in workload.kinds {
      let path = Array(kind.path.utf8)
      let place = path.indices.first { path[$0...].starts(with: mark) }
      kinds.append(
        Kind(
          start: count, head: place.map { Array(path[..<$0]) } ?? path,
          tail: place.map { Array(path[($0 + mark.count)...]) } ?? [], isNumbered: place != nil))
      count += kind.objects
    }
  }

  /// For `object`, from 0.
  subscript(_ object: Int) -> RequestHead {
    var number = kinds.count - 1
    while kinds[number].start > object { number -= 1 }
    let kind = kinds[number]
    var request = template
    request.target = kind.head
    if kind.isNumbered {
      request.target.append(contentsOf: "\(object - kind.start + 1)".utf8)
      request.target.append(contentsOf: kind.tail)
    }
    return request
  }
}
