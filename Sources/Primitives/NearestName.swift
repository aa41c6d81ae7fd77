/// Finds what a mistyped name was meant to be.
package enum NearestName {
  /// `; did you mean 'x'?`, or nothing where no name is near.
  package static func suggestion(for name: String, among known: [String]) -> String {
    nearest(to: name, among: known).first.map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The near names, the nearest first; of names equally near, the order of `known` holds.
  package static func nearest(to name: String, among known: [String], count: Int = 3) -> [String] {
    let limit = max(1, (name.count + 1) / 3)
    let near = known.enumerated().map { (index: $0, name: $1, distance: distance(name, $1)) }
      .filter { $0.distance <= limit }
    return near.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(count).map(\.name)
  }

  /// Edits (insert, drop, change a letter) that turn one into the other, letter case ignored.
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.lowercased().prefix(64)), Array(b.lowercased().prefix(64)))
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let changed = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
