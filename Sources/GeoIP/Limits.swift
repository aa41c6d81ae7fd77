/// Bounds of a database's use, with their reasons.
enum Limits {
  /// Locations kept decoded: all of a country database, those asked for first of a city database. 5 MB when it is full.
  static let decodedEntries = 1 << 16
  /// Slots looked at for one entry: at half load nearly all find theirs, and a full table costs little.
  static let probes = 4
}
