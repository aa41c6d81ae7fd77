import Geo
import Primitives

/// What tells clients apart: where addresses are, and the CIDR collections. Read by all workers, written once.
package final class ClientMap: Sendable {
  package let locator: Locator
  package let cidr: CIDRTable

  package init(locator: Locator, cidr: CIDRTable = CIDRTable()) {
    (self.locator, self.cidr) = (locator, cidr)
  }
}
