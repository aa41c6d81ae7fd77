import Geo
import Primitives

/// Who asks, as far as routing looks: the client subnet of the query, else the resolver's address.
package struct RoutingClient: Sendable, BitwiseCopyable {
  /// What is known of the address.
  package let prefix: IPPrefix
  /// Where that is; nil: looked up when a policy asks for it first.
  package let location: ClientLocation?

  package init(_ prefix: IPPrefix, location: ClientLocation? = nil) {
    (self.prefix, self.location) = (prefix, location)
  }
}
