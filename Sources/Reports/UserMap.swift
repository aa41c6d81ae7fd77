import Primitives

/// Cities on maps, coloured by where their users are sent: one map a time.
struct UserMap {
  let maps: [(title: String, cities: [DrillReport.Users.Map.City])]
  let colours: [String: String]

  private static let (width, gap, heading) = (474.0, 12.0, 22.0)

  private struct Box {
    var west: Double
    var east: Double
    var south: Double
    var north: Double
  }

  /// Land is drawn once, as a symbol, and used on every map.
  var svg: String {
    let box = box
    let height = Self.width * (box.north - box.south) / (box.east - box.west)
    let rows = (maps.count + 1) / 2
    let drawn = Double(rows) * (height + Self.heading + Self.gap)
    let parts = maps.enumerated().map { number, map in
      let x = Double(number % 2) * (Self.width + Self.gap)
      let y = Double(number / 2) * (height + Self.heading + Self.gap)
      return """
        <text x="\(Drawing.number(x))" y="\(Drawing.number(y + 15))" style="fill:\(PageStyle.ink);font-weight:600">\(DrillReport.escaped(map.title))</text>
        <svg x="\(Drawing.number(x))" y="\(Drawing.number(y + Self.heading))" width="\(Drawing.number(Self.width))" \
        height="\(Drawing.number(height))" viewBox="\(Drawing.number(box.west)) \(Drawing.number(-box.north)) \
        \(Drawing.number(box.east - box.west)) \(Drawing.number(box.north - box.south))">
        <use href="#land"/>
        \(dots(map.cities, box))
        </svg>
        """
    }
    return """
      <svg viewBox="0 0 960 \(Drawing.number(drawn))" role="img" aria-label="Where users are sent">
      <defs><g id="land"><path d="\(land(box))" style="fill:\(PageStyle.land);stroke:\(PageStyle.paper);stroke-width:\(Self.hundredths((box.east - box.west) / 900))"/></g></defs>
      \(parts.joined(separator: "\n"))
      </svg>
      """
  }

  /// Around all cities, at least so wide that somebody knows where that is; twice as wide as high.
  private var box: Box {
    let cities = maps.flatMap(\.cities)
    let longitudes = cities.map(\.longitude), latitudes = cities.map(\.latitude)
    guard let west = longitudes.min(), let east = longitudes.max(), let south = latitudes.min(),
      let north = latitudes.max()
    else { return Box(west: -180, east: 180, south: -60, north: 84) }
    let wide = max(24, (east - west) * 1.16, (north - south) * 2 * 1.16)
    if wide > 250 { return Box(west: -170, east: 190, south: -58, north: 80) }
    let (x, y) = ((west + east) / 2, (south + north) / 2)
    return Box(west: x - wide / 2, east: x + wide / 2, south: y - wide / 4, north: y + wide / 4)
  }

  private func land(_ box: Box) -> String {
    LandOutlines.rings.filter { ring in
      let xs = ring.map(\.x), ys = ring.map(\.y)
      return (xs.max() ?? 0) >= box.west && (xs.min() ?? 0) <= box.east && (ys.max() ?? 0) >= box.south
        && (ys.min() ?? 0) <= box.north
    }.map { ring in
      "M" + ring.map { "\(Drawing.number($0.x)) \(Drawing.number(-$0.y))" }.joined(separator: "L") + "Z"
    }.joined()
  }

  /// Large cities first, so that small ones are seen beside them.
  private func dots(_ cities: [DrillReport.Users.Map.City], _ box: Box) -> String {
    let unit = (box.east - box.west) / Self.width
    let most = Double(cities.map(\.users).max() ?? 1)
    return cities.ordered { -$0.users }.map { city in
      // Areas are as users are.
      let radius = unit * (1.6 + 3.4 * (Double(city.users) / most).squareRoot())
      let colour = city.destination.flatMap { colours[$0] } ?? PageStyle.bad
      return
        "<circle cx=\"\(Self.hundredths(city.longitude))\" cy=\"\(Self.hundredths(-city.latitude))\" r=\"\(Self.hundredths(radius))\" style=\"fill:\(colour)\" opacity=\"0.85\"/>"
    }.joined(separator: "\n")
  }

  private static func hundredths(_ number: Double) -> String { number.text(decimals: 2) }
}
