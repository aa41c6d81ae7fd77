/// How far a trace has been read.
package struct TraceProgress: Sendable {
  /// Records read, those that a format's rules drop among them.
  package internal(set) var records = 0
  /// Records dropped by the format's rules (size zero; in logs, what no cache answers).
  package internal(set) var dropped = 0
  /// Octets of whole records, unpacked.
  package internal(set) var offset = 0
  /// That the requests ask for.
  private var octets = 0
  /// Time of the latest request.
  private var time = Int.min
  /// Records whose time goes back are taken at the latest time seen; else they are faults.
  private let allowsUnsorted: Bool

  package init(allowsUnsorted: Bool = false) { self.allowsUnsorted = allowsUnsorted }

  func fault(_ reason: String) -> TraceFault {
    TraceFault(record: records + 1, offset: offset, reason: reason)
  }

  @inline(__always)
  mutating func accept(_ request: Request, into requests: inout [Request]) throws(TraceFault) {
    var request = request
    try add(request.size)
    if request.time < time { request.time = try order(request.time) }
    time = request.time
    requests.append(request)
  }

  /// The time of a line that is no `Request`, and its octets.
  mutating func accept(time next: Int, octets size: Int) throws(TraceFault) -> Int {
    try add(size)
    time = next < time ? try order(next) : next
    return time
  }

  @inline(__always)
  private mutating func add(_ size: Int) throws(TraceFault) {
    guard size <= Limits.octets - octets else { throw tooLarge() }
    octets &+= size
  }

  private func tooLarge() -> TraceFault {
    fault("the sizes add up to more than \(Limits.octets) octets: is one of them no size?")
  }

  /// What stands for a time that goes back.
  private func order(_ back: Int) throws(TraceFault) -> Int {
    guard allowsUnsorted else {
      throw fault(
        "time goes back from \(time) to \(back); sort the trace by time, or take it as it stands: --unsorted, and in a drill unsorted: true"
      )
    }
    return time
  }
}
