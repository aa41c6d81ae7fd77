/// How large what a log's lines ask for is: logs say nothing of the size behind a 304, which takes that of the latest 200 for
/// its address. 16 octets of memory an address.
package struct LoggedSizes: Sendable {
  private var sizes: [UInt64: Int] = [:]

  package init() {}

  /// Nil: a 304 before the first 200.
  package mutating func size(of id: UInt64, status: Int, octets: Int) -> Int? {
    if status == 304 { return sizes[id] }
    if status == 200, octets > 0 { sizes[id] = octets }
    return octets
  }
}
