import CMaxMindDB
import Geo
import Primitives

/// A MaxMind DB file (GeoLite2, GeoIP2, DB-IP Lite, IP2Location LITE, IPinfo Lite): countries, states, points.
///
/// The file is mapped, not read: it must be replaced by renaming a new one over it, never be written in place.
/// `@unchecked Sendable`: libmaxminddb reads a handle from many threads; it is written in `init` and freed in `deinit`.
package final class GeoIPDatabase: LocationSource, @unchecked Sendable {
  /// Why a file is of no use, as a sentence without its subject.
  package struct OpenError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
  }

  private let handle: UnsafeMutablePointer<MMDB_s>
  private let tree: SearchTree
  private let entries = DecodedEntries()

  /// Opens the file and walks its whole search tree: a damaged file is refused here and is not met by a client.
  package init(path: String) throws(OpenError) {
    let handle = UnsafeMutablePointer<MMDB_s>.allocate(capacity: 1)
    handle.initialize(to: MMDB_s())
    let status = MMDB_open(path, UInt32(MMDB_MODE_MMAP), handle)
    guard status == MMDB_SUCCESS else {
      handle.deallocate()
      throw OpenError(
        description: "cannot be read as a MaxMind DB: \(String(cString: MMDB_strerror(status)))")
    }
    tree = SearchTree(handle.pointee)
    self.handle = handle  // from here on `deinit` closes it
    try check()
  }

  deinit {
    MMDB_close(handle)
    handle.deallocate()
  }

  /// Every record of the tree must lead somewhere, and one at least to a country.
  private func check() throws(OpenError) {
    var hasCountries = false
    for number in 0..<handle.pointee.metadata.node_count {
      var node = MMDB_search_node_s()
      guard MMDB_read_node(handle, number, &node) == MMDB_SUCCESS,
        node.left_record_type != MMDB_RECORD_TYPE_INVALID, node.right_record_type != MMDB_RECORD_TYPE_INVALID
      else {
        throw OpenError(
          description: "is damaged: node \(number) of its search tree leads nowhere; fetch it again")
      }
      if !hasCountries, node.left_record_type == MMDB_RECORD_TYPE_DATA {
        hasCountries = Self.location(of: node.left_record_entry).isKnown
      }
      if !hasCountries, node.right_record_type == MMDB_RECORD_TYPE_DATA {
        hasCountries = Self.location(of: node.right_record_entry).isKnown
      }
    }
    guard hasCountries else {
      let type = handle.pointee.metadata.database_type.map { String(cString: $0) } ?? ""
      throw OpenError(
        description:
          "has no places in it, only what a database of type '\(type)' has; a City or Country database is expected"
      )
    }
  }

  package func location(of address: IPAddress) -> ClientLocation {
    // An IPv6 address in a database of IPv4 alone, or damage that the tree does not show: it knows nothing.
    guard let found = tree.find(address) else { return .unknown }
    var location = ClientLocation.unknown
    if let offset = found.entry {
      location = entries.location(at: offset) {
        Gazetteer.completed(Self.location(of: MMDB_entry_s(mmdb: handle, offset: offset)))
      }
    }
    location.prefixLength = found.prefixLength
    return location
  }

  private static func location(of entry: MMDB_entry_s) -> ClientLocation {
    var location = ClientLocation()
    withText(edgesim_mmdb_value(entry, edgesim_mmdb_country)) { location.country = Country(octets: $0) }
    withText(edgesim_mmdb_value(entry, edgesim_mmdb_continent)) { location.continent = Continent(octets: $0) }
    withText(edgesim_mmdb_value(entry, edgesim_mmdb_subdivision)) {
      location.subdivision = Subdivision(octets: $0)
    }
    let latitude = edgesim_mmdb_value(entry, edgesim_mmdb_latitude)
    let longitude = edgesim_mmdb_value(entry, edgesim_mmdb_longitude)
    if latitude.type == MMDB_DATA_TYPE_DOUBLE, longitude.type == MMDB_DATA_TYPE_DOUBLE {
      location.coordinates = Coordinates(latitude: latitude.double_value, longitude: longitude.double_value)
    }
    return location
  }

  /// The octets of a string value; they stand in the mapped file.
  private static func withText(_ value: MMDB_entry_data_s, _ body: (UnsafeRawBufferPointer) -> Void) {
    guard value.type == MMDB_DATA_TYPE_UTF8_STRING, let text = value.utf8_string else { return }
    body(UnsafeRawBufferPointer(start: text, count: Int(value.data_size)))
  }
}
