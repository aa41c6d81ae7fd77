import Primitives

/// Ranges of addresses and the countries they are used in; read by all workers, written once.
package final class PlaceTable: Sendable {
  /// A fault in the text of a table.
  package struct TextError: Error, Equatable, Sendable {
    /// One-based.
    package let line: Int
    package let message: String
  }

  private struct AddressRange: BitwiseCopyable, Sendable {
    var first: UInt128
    var last: UInt128
    var country: Country
    var coordinates: Coordinates
  }

  private let v4: FrozenArray<AddressRange>
  private let v6: FrozenArray<AddressRange>

  /// The largest address range of each country: enough to try things, wrong for most of the Internet.
  package static func builtIn() -> PlaceTable {
    do {
      return try PlaceTable(text: builtInText)
    } catch {
      preconditionFailure("built-in place table: \(error)")
    }
  }

  /// Reads lines `CC latitude longitude` and then `CC first last`; ranges are inclusive and must not overlap.
  package init(text: String) throws(TextError) {
    var centres: [Country: Coordinates] = [:]
    var ranges: [IPAddress.Family: [AddressRange]] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(separator: " ")
      if words.isEmpty { continue }
      guard words.count == 3, let country = Country(words[0]) else {
        throw TextError(line: index + 1, message: "a country and two values are expected, found '\(line)'")
      }
      if let latitude = Double(words[1]), let longitude = Double(words[2]) {
        centres[country] = Coordinates(latitude: latitude, longitude: longitude)
      } else if let first = IPAddress(words[1]), let last = IPAddress(words[2]), first <= last,
        first.family == last.family, let centre = centres[country]
      {
        ranges[first.family, default: []].append(
          AddressRange(first: first.bits, last: last.bits, country: country, coordinates: centre))
      } else {
        throw TextError(
          line: index + 1, message: "coordinates or a range of a known country are expected, found '\(line)'")
      }
    }
    v4 = FrozenArray(try Self.sorted(ranges[.v4] ?? []))
    v6 = FrozenArray(try Self.sorted(ranges[.v6] ?? []))
  }

  private static func sorted(_ ranges: [AddressRange]) throws(TextError) -> [AddressRange] {
    let sorted = ranges.sorted { $0.first < $1.first }
    for (a, b) in zip(sorted, sorted.dropFirst()) where a.last >= b.first {
      throw TextError(line: 0, message: "ranges of \(a.country) and \(b.country) overlap")
    }
    return sorted
  }

  /// Where `address` is; nil if no range holds it. Allocates nothing.
  package func place(of address: IPAddress) -> Place? {
    switch address.family {
    case .v4: Self.place(of: address, in: v4)
    case .v6: Self.place(of: address, in: v6)
    }
  }

  private static func place(of address: IPAddress, in ranges: borrowing FrozenArray<AddressRange>) -> Place? {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].first <= address.bits { low = middle + 1 } else { high = middle }
    }
    guard low > 0, address.bits <= ranges[low - 1].last else { return nil }
    let range = ranges[low - 1]
    return Place(
      country: range.country, coordinates: range.coordinates,
      prefixLength: address.bitWidth - hostBits(of: address.bits, from: range.first, to: range.last))
  }

  /// The most low bits of `bits` that may take any value without leaving `first...last`.
  private static func hostBits(of bits: UInt128, from first: UInt128, to last: UInt128) -> Int {
    // Clearing h low bits stays at or above `first` while a higher bit still differs, or if those of `first` are zero.
    let below = max(127 - (bits ^ first).leadingZeroBitCount, first.trailingZeroBitCount)
    let above = max(127 - (bits ^ last).leadingZeroBitCount, (~last).trailingZeroBitCount)
    return min(below, above)
  }
}
