import DNSWire
import Primitives

/// One of a thing for each family of addresses.
struct PerFamily<Value> {
  var v4: Value
  var v6: Value

  init(v4: Value, v6: Value) { (self.v4, self.v6) = (v4, v6) }

  /// The same for both.
  init(_ value: Value) { (v4, v6) = (value, value) }

  @inline(__always)
  subscript(family: IPAddress.Family) -> Value {
    get { family == .v4 ? v4 : v6 }
    _modify {
      switch family {
      case .v4: yield &v4
      case .v6: yield &v6
      }
    }
  }
}

extension PerFamily: Sendable where Value: Sendable {}
extension PerFamily: BitwiseCopyable where Value: BitwiseCopyable {}
extension PerFamily: Equatable where Value: Equatable {}
extension PerFamily: Hashable where Value: Hashable {}

extension IPAddress.Family {
  /// The type of the records that addresses of the family stand in.
  var recordType: RecordType { self == .v4 ? .a : .aaaa }

  /// As people write it.
  var name: String { self == .v4 ? "IPv4" : "IPv6" }

  var other: IPAddress.Family { self == .v4 ? .v6 : .v4 }
}
