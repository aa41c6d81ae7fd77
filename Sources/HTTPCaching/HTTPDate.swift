import Primitives

/// Dates of RFC 9110 section 5.6.7: three formats read, one written.
package enum HTTPDate {
  /// Octets of an IMF-fixdate.
  package static let byteCount = 29

  private static let days: StaticString = "SunMonTueWedThuFriSat"
  private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"

  /// Seconds since 1970, or nil for anything but one of
  /// - `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate),
  /// - `Sunday, 06-Nov-94 08:49:37 GMT` (RFC 850; a year that seems over 50 years ahead of `now` is in the past),
  /// - `Sun Nov  6 08:49:37 1994` (asctime).
  ///
  /// Each space counts; letters are taken in either case, for a date in the wrong one can mean nothing else (RFC 9110
  /// section 5.6.7 asks recipients to be robust). The name of the day must be one but is not compared with the date: the
  /// date is what was meant. A second of 60 is taken (leap seconds).
  package static func parse(_ bytes: Span<UInt8>, now: Instant) -> Int64? {
    switch bytes.count {
    case 29: parseFixdate(bytes)
    case 24: parseAsctime(bytes)
    default: parseRFC850(bytes, now: now)
    }
  }

  /// Appends `seconds` since 1970 as IMF-fixdate; years outside 0...9999 are brought to the nearest it can show.
  package static func append(_ seconds: Int64, to buffer: inout [UInt8]) {
    let clamped = min(max(seconds, -62_167_219_200), 253_402_300_799)
    let day = clamped >= 0 ? clamped / 86_400 : (clamped - 86_399) / 86_400
    let time = Int(clamped - day * 86_400)
    let (year, month, dayOfMonth) = civil(day)
    append(days, Int((day % 7 + 11) % 7), to: &buffer)
    buffer.append(", ")
    append(dayOfMonth, to: &buffer)
    buffer.append(UInt8(ascii: " "))
    append(months, month - 1, to: &buffer)
    buffer.append(UInt8(ascii: " "))
    append(year / 100, to: &buffer)
    append(year % 100, to: &buffer)
    buffer.append(UInt8(ascii: " "))
    append(time / 3600, to: &buffer)
    buffer.append(UInt8(ascii: ":"))
    append(time / 60 % 60, to: &buffer)
    buffer.append(UInt8(ascii: ":"))
    append(time % 60, to: &buffer)
    buffer.append(" GMT")
  }

  private static func append(_ names: StaticString, _ index: Int, to buffer: inout [UInt8]) {
    for offset in 0..<3 { buffer.append(names.utf8Start[index * 3 + offset]) }
  }

  private static func append(_ twoDigits: Int, to buffer: inout [UInt8]) {
    buffer.append(UInt8(48 + twoDigits / 10))
    buffer.append(UInt8(48 + twoDigits % 10))
  }

  private static func parseFixdate(_ bytes: Span<UInt8>) -> Int64? {
    guard index(of: bytes, at: 0, in: days) != nil, bytes.has(", ", at: 3), bytes.has(" ", at: 7),
      let month = index(of: bytes, at: 8, in: months), bytes.has(" ", at: 11), bytes.has(" ", at: 16),
      bytes.has(" GMT", at: 25)
    else { return nil }
    return seconds(
      bytes.digits(2, at: 12).flatMap { high in bytes.digits(2, at: 14).map { high * 100 + $0 } }, month,
      bytes.digits(2, at: 5), time(bytes, at: 17))
  }

  private static func parseAsctime(_ bytes: Span<UInt8>) -> Int64? {
    guard index(of: bytes, at: 0, in: days) != nil, bytes.has(" ", at: 3),
      let month = index(of: bytes, at: 4, in: months), bytes.has(" ", at: 7), bytes.has(" ", at: 10),
      bytes.has(" ", at: 19)
    else { return nil }
    let day = bytes[8] == 32 ? bytes.digits(1, at: 9) : bytes.digits(2, at: 8)
    return seconds(
      bytes.digits(2, at: 20).flatMap { high in bytes.digits(2, at: 22).map { high * 100 + $0 } }, month, day,
      time(bytes, at: 11))
  }

  private static func parseRFC850(_ bytes: Span<UInt8>, now: Instant) -> Int64? {
    guard let comma = bytes.firstIndex(of: UInt8(ascii: ","), in: bytes.indices), bytes.count == comma + 24,
      isLongDay(bytes.extracting(0..<comma)), bytes.has(", ", at: comma), bytes.has("-", at: comma + 4),
      let month = index(of: bytes, at: comma + 5, in: months), bytes.has("-", at: comma + 8),
      let shortYear = bytes.digits(2, at: comma + 9), bytes.has(" ", at: comma + 11),
      bytes.has(" GMT", at: comma + 20)
    else { return nil }
    let thisYear = civil(max(0, now.secondsSinceEpoch) / 86_400).year
    var year = thisYear - thisYear % 100 + shortYear
    if year > thisYear + 50 { year -= 100 }
    return seconds(year, month, bytes.digits(2, at: comma + 2), time(bytes, at: comma + 12))
  }

  private static func isLongDay(_ bytes: Span<UInt8>) -> Bool {
    let names: [StaticString] = [
      "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
    for name in names where bytes.count == name.utf8CodeUnitCount && bytes.has(name, at: 0) { return true }
    return false
  }

  private static func index(of bytes: Span<UInt8>, at offset: Int, in names: StaticString) -> Int? {
    for index in 0..<(names.utf8CodeUnitCount / 3) {
      let name = names.utf8Start + index * 3
      if (0..<3).allSatisfy({ bytes[offset + $0].asciiLowercased == name[$0].asciiLowercased }) {
        return index
      }
    }
    return nil
  }

  /// `hh:mm:ss` as seconds of the day.
  private static func time(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
    guard let hour = bytes.digits(2, at: offset), bytes.has(":", at: offset + 2),
      let minute = bytes.digits(2, at: offset + 3), bytes.has(":", at: offset + 5),
      let second = bytes.digits(2, at: offset + 6), hour < 24, minute < 60, second <= 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  private static func seconds(_ year: Int?, _ month: Int, _ day: Int?, _ time: Int?) -> Int64? {
    guard let year, let day, let time else { return nil }
    let lengths = [31, year.isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day >= 1, day <= lengths[month] else { return nil }
    return daysSinceEpoch(year, month + 1, day) * 86_400 + Int64(time)
  }

  /// Days from 1970-01-01 in the Gregorian calendar: years begin in March, so that the leap day ends them.
  private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// The inverse.
  private static func civil(_ daysSinceEpoch: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = Int(daysSinceEpoch) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

extension Int {
  fileprivate var isLeapYear: Bool { self % 4 == 0 && (self % 100 != 0 || self % 400 == 0) }
}

extension Span where Element == UInt8 {
  fileprivate func has(_ literal: StaticString, at offset: Int) -> Bool {
    guard offset + literal.utf8CodeUnitCount <= count else { return false }
    for index in 0..<literal.utf8CodeUnitCount
    where self[offset + index].asciiLowercased != literal.utf8Start[index].asciiLowercased {
      return false
    }
    return true
  }

  fileprivate func digits(_ width: Int, at offset: Int) -> Int? {
    guard offset + width <= count else { return nil }
    return extracting(offset..<offset + width).decimal
  }
}
