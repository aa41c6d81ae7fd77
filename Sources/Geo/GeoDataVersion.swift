import CGeoData
import Primitives

/// Tells the tables that are linked in from those of another build: a hash of their octets.
package enum GeoDataVersion {
  /// 16 hexadecimal digits; some milliseconds the first time.
  package static let text: String = {
    let tables = [
      geo_places(), geo_ipv4_starts(), geo_ipv4_places(), geo_ipv6_starts(), geo_ipv6_places(),
      geo_ipv6_fine_starts(), geo_ipv6_fine_places(), geo_latency(), geo_cities(),
    ]
    let hash = tables.reduce(0 as UInt64) { hash, table in
      KeyedHash(seed: hash)(EmbeddedTable<UInt8>(table).span)
    }
    return hash.digits(16, radix: 16)
  }()
}
