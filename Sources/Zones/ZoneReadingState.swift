import DNSWire

/// What one line of a zone file leaves behind for the next.
struct ZoneReadingState {
  var origin: Name
  /// Where the last owner stands in the journal.
  var owner: Int?
  /// $TTL (RFC 2308 section 4).
  var defaultTTL: UInt32?
  var lastTTL: UInt32?
  /// Files being read, the innermost last: none may include itself.
  var including: [String] = []

  init(origin: Name) { self.origin = origin }
}
