import Primitives

/// LOC (RFC 1876): a place on the globe, its size and precision.
enum Location {
  static let octets = 16
  private static let equator: Int64 = 1 << 31
  /// Altitudes count from 100 km below the reference spheroid.
  private static let datum: Int64 = 10_000_000

  /// Reads `d [m [s]] N|S d [m [s]] E|W altitude [size [horizontal [vertical]]]`.
  static func append(_ words: [[UInt8]], to data: inout [UInt8]) throws(RecordTextError) {
    var next = 0
    let latitude = try angle(words, &next, "N", "S", limit: 90)
    let longitude = try angle(words, &next, "E", "W", limit: 180)
    guard next < words.count, let altitude = centimetres(words[next]),
      (0...0xFFFF_FFFF).contains(altitude + datum)
    else { throw RecordTextError("an altitude in metres is expected", word: next) }
    next += 1
    var sizes: [Int64] = [100, 1_000_000, 1000]
    for index in 0..<3 where next < words.count {
      guard let size = centimetres(words[next]), (0...9_000_000_000).contains(size) else {
        throw RecordTextError("a size of 0 to 90000000 metres is expected", word: next)
      }
      sizes[index] = size
      next += 1
    }
    guard next == words.count else { throw RecordTextError("the end of the line is expected", word: next) }
    data.append(0)
    for size in sizes { data.append(power(size)) }
    for value in [latitude, longitude, altitude + datum] {
      data += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
  }

  /// Nil unless the octets are version 0 and in range.
  static func text(_ data: [UInt8]) -> String? {
    guard data.count == octets, data[0] == 0,
      data[1...3].allSatisfy({ $0 >> 4 < 10 && $0 & 15 < 10 && ($0 >> 4 > 0 || $0 == 0) })
    else { return nil }
    func number(_ offset: Int) -> Int64 { data[offset..<offset + 4].reduce(0) { $0 << 8 | Int64($1) } }
    let (latitude, longitude) = (number(4) - equator, number(8) - equator)
    guard abs(latitude) <= 90 * 3_600_000, abs(longitude) <= 180 * 3_600_000 else { return nil }
    let sizes = data[1...3].map { size in
      metres((0..<Int(size & 15)).reduce(Int64(size >> 4)) { value, _ in value * 10 }) + "m"
    }
    return
      ([
        text(angle: latitude) + (latitude < 0 ? " S" : " N"),
        text(angle: longitude) + (longitude < 0 ? " W" : " E"),
        metres(number(12) - datum) + "m",
      ] + sizes).joined(separator: " ")
  }

  private static func text(angle: Int64) -> String {
    let value = abs(angle)
    return "\(value / 3_600_000) \(value / 60000 % 60) \(fraction(value % 60000, digits: 3))"
  }

  private static func metres(_ centimetres: Int64) -> String {
    (centimetres < 0 ? "-" : "") + fraction(abs(centimetres), digits: 2)
  }

  private static func fraction(_ value: Int64, digits: Int) -> String {
    let unit: Int64 = digits == 3 ? 1000 : 100
    return "\(value / unit)." + String(String(value % unit + unit).dropFirst())
  }

  /// Thousandths of a second of arc from the equator or the prime meridian, plus 2^31.
  private static func angle(
    _ words: [[UInt8]], _ next: inout Int, _ positive: Unicode.Scalar, _ negative: Unicode.Scalar,
    limit: Int64
  ) throws(RecordTextError) -> Int64 {
    var total: Int64 = 0
    var units: [(scale: Int64, limit: Int64)] = [(3_600_000, limit), (60000, 59), (1000, 59)]
    let first = next
    while next < words.count {
      let word = words[next]
      if next > first, word.count == 1,
        [UInt8(ascii: positive), UInt8(ascii: negative)].contains(word[0] & 0xDF)
      {
        next += 1
        guard total <= limit * 3_600_000 else { break }
        return word[0] & 0xDF == UInt8(ascii: positive) ? equator + total : equator - total
      }
      guard !units.isEmpty else { break }
      let unit = units.removeFirst()
      guard let value = thousandths(word, digits: unit.scale == 1000 ? 3 : 0), value / 1000 <= unit.limit
      else {
        break
      }
      total += value * unit.scale / 1000
      next += 1
    }
    throw RecordTextError(
      "degrees, minutes, seconds and \(positive) or \(negative) are expected", word: min(next, words.count))
  }

  private static func centimetres(_ word: [UInt8]) -> Int64? {
    var digits = word[...]
    if let last = digits.last, last == UInt8(ascii: "m") || last == UInt8(ascii: "M") { digits.removeLast() }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    guard let value = thousandths(Array(digits), digits: 2) else { return nil }
    return (isNegative ? -value : value) / 10
  }

  /// A decimal number with at most `digits` digits after the point, times 1000.
  private static func thousandths(_ word: [UInt8], digits: Int) -> Int64? {
    let parts = word.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...9).contains(whole.count), let value = Array(whole).span.decimal else {
      return nil
    }
    guard parts.count == 2 else { return Int64(value) * 1000 }
    guard (1...max(digits, 1)).contains(parts[1].count), digits > 0,
      let fraction = Array(parts[1]).span.decimal
    else { return nil }
    return Int64(value) * 1000 + Int64(fraction) * [100, 10, 1][parts[1].count - 1]
  }

  /// A mantissa and a power of ten, four bits each.
  private static func power(_ centimetres: Int64) -> UInt8 {
    var (mantissa, exponent) = (centimetres, UInt8(0))
    while mantissa > 9 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    return UInt8(mantissa) << 4 | exponent
  }
}
