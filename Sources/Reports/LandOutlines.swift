/// Where land is, for maps: outlines of countries, good for a few hundred pixels.
enum LandOutlines {
  /// Longitude and latitude, degrees.
  static let rings: [[(x: Double, y: Double)]] = data.split(separator: "\n").map { ring in
    ring.split(separator: " ").compactMap { point in
      let numbers = point.split(separator: ",").compactMap { Double($0) }
      return numbers.count == 2 ? (numbers[0] / 10, numbers[1] / 10) : nil
    }
  }
}
