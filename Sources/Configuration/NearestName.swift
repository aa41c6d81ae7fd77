/// Finds what a mistyped name was meant to be.
enum NearestName {
  /// `; did you mean 'x'?`, or nothing where no name is near.
  static func suggestion(for name: String, among known: [String]) -> String {
    let nearest = known.map { (name: $0, distance: distance(name, $0)) }.min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= max(1, (name.count + 1) / 3) else { return "" }
    return "; did you mean '\(nearest.name)'?"
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
