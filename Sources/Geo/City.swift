import CGeoData

/// A city of 100,000 people or more, or a capital.
package struct City: Sendable, Hashable {
  /// As it is written there, `São Paulo`.
  package let name: String
  /// The same in ASCII, `Sao Paulo`.
  package let plainName: String
  package let country: Country
  /// Its state; the US only.
  package let subdivision: Subdivision?
  package let coordinates: Coordinates
  package let population: Int
  /// Standard time there, minutes east of Greenwich.
  package let utcOffsetMinutes: Int

  /// Most populous first.
  package static let all: [City] = EmbeddedTable<UInt8>(geo_cities()).text.utf8
    .split(separator: UInt8(ascii: "\n")).compactMap(City.init(line:))

  private static let numbers: [String: [Int]] = {
    var numbers: [String: [Int]] = [:]
    for (number, city) in all.enumerated() {
      numbers[city.name.lowercased(), default: []].append(number)
      if city.plainName != city.name { numbers[city.plainName.lowercased(), default: []].append(number) }
    }
    return numbers
  }()

  /// The city of a name, in any letter case: of several the most populous, or the one of the country or state that
  /// follows a comma: `Seoul`, `Birmingham, GB`, `Portland, US-ME`.
  package init?(named text: String) {
    let parts = text.split(separator: ",", maxSplits: 1).map { $0.trimmed }
    guard let name = parts.first, let numbers = Self.numbers[name.lowercased()] else { return nil }
    let candidates = numbers.lazy.map { Self.all[$0] }
    guard let found = candidates.first(where: { parts.count == 1 || $0.isIn(parts[1]) }) else { return nil }
    self = found
  }

  /// A line of the table.
  private init?(line: Substring.UTF8View) {
    let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    guard fields.count == 8, let country = Country(octets: fields[2]),
      let latitude = Double(Substring(fields[4])),
      let longitude = Double(Substring(fields[5])),
      let coordinates = Coordinates(latitude: latitude, longitude: longitude),
      let population = Int(Substring(fields[6])), let offset = Int(Substring(fields[7]))
    else { return nil }
    name = String(Substring(fields[0]))
    plainName = fields[1].isEmpty ? name : String(Substring(fields[1]))
    (self.country, subdivision, self.coordinates) = (country, Subdivision(octets: fields[3]), coordinates)
    (self.population, utcOffsetMinutes) = (population, offset)
  }

  /// `GB`, or `US-ME`.
  private func isIn(_ code: Substring) -> Bool {
    code == country.description || code == "\(country)-\(subdivision?.description ?? "")"
  }

  /// Where a client in the city is; prefix length 0.
  package var location: ClientLocation {
    Gazetteer.completed(
      ClientLocation(country: country, subdivision: subdivision, coordinates: coordinates))
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}
