import Primitives

/// Dates of access logs to seconds since 1970.
enum CalendarTime {
  /// `2026-11-20` and `17:03:09`, UTC.
  static func seconds(date: Span<UInt8>, time: Span<UInt8>) -> Int? {
    guard date.count == 10, date[4] == 45, date[7] == 45,
      let year = date.extracting(0..<4).decimal, let month = date.extracting(5..<7).decimal,
      let day = date.extracting(8..<10).decimal, let clock = seconds(clock: time)
    else { return nil }
    return seconds(year, month, day).map { $0 + clock }
  }

  /// `20/Nov/2026:17:03:09 +0100`
  static func seconds(logged: Span<UInt8>) -> Int? {
    guard logged.count == 26, logged[2] == 47, logged[6] == 47, logged[11] == 58, logged[20] == 32,
      let day = logged.extracting(0..<2).decimal, let month = month(logged.extracting(3..<6)),
      let year = logged.extracting(7..<11).decimal, let clock = seconds(clock: logged.extracting(12..<20)),
      logged[21] == 43 || logged[21] == 45,
      let hours = logged.extracting(22..<24).decimal, let minutes = logged.extracting(24..<26).decimal,
      hours < 24, minutes < 60, let date = seconds(year, month, day)
    else { return nil }
    let zone = hours * 3600 + minutes * 60
    return date + clock - (logged[21] == 45 ? -zone : zone)
  }

  private static func seconds(clock: Span<UInt8>) -> Int? {
    guard clock.count == 8, clock[2] == 58, clock[5] == 58,
      let hour = clock.extracting(0..<2).decimal, let minute = clock.extracting(3..<5).decimal,
      let second = clock.extracting(6..<8).decimal, hour < 24, minute < 60, second <= 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  /// Days by the civil calendar, counted in eras of 400 years that begin in March.
  private static func seconds(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shifted.quotientAndRemainder(dividingBy: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era * 146_097 + dayOfEra - 719_468) * 86_400
  }

  private static func month(_ name: Span<UInt8>) -> Int? {
    let months: [StaticString] = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    for (index, month) in months.enumerated() where name.isEqual(to: month) { return index + 1 }
    return nil
  }
}
