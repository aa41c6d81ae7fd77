import Primitives

/// When a signature begins and ends: seconds since 1970 modulo 2^32 (RFC 4034 section 3.1.5).
enum SignatureTime {
  /// Reads YYYYMMDDHHmmSS (14 digits) or a number of seconds (at most 10 digits).
  static func seconds(_ text: Span<UInt8>) -> UInt32? {
    guard text.count == 14 else {
      return text.count <= 10 ? text.decimal.flatMap(UInt32.init(exactly:)) : nil
    }
    guard text.decimal != nil else { return nil }
    func field(_ start: Int, _ count: Int) -> Int { text.extracting(start..<start + count).decimal ?? 0 }
    let (year, month, day) = (field(0, 4), field(4, 2), field(6, 2))
    let (hour, minute, second) = (field(8, 2), field(10, 2), field(12, 2))
    guard year >= 1970, (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
      hour < 24, minute < 60, second < 61
    else { return nil }
    let total = ((Self.days(before: year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second
    return UInt32(truncatingIfNeeded: total)
  }

  /// YYYYMMDDHHmmSS, of the years 1970 to 2106.
  static func text(_ seconds: UInt32) -> String {
    var days = Int(seconds) / 86400
    let time = Int(seconds) % 86400
    var (year, month) = (1970, 1)
    while days >= (isLeap(year) ? 366 : 365) {
      days -= isLeap(year) ? 366 : 365
      year += 1
    }
    while days >= Self.days(in: month, of: year) {
      days -= Self.days(in: month, of: year)
      month += 1
    }
    return "\(year)"
      + [month, days + 1, time / 3600, time / 60 % 60, time % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      .joined()
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func days(in month: Int, of year: Int) -> Int {
    month == 2 && isLeap(year) ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  private static func days(before year: Int, _ month: Int) -> Int {
    (1970..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
      + (1..<month).reduce(0) { $0 + days(in: $1, of: year) }
  }
}
