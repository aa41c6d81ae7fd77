import HTTPWire
import Primitives

extension [UInt8] {
  /// `2017-12-13T08:15:50.235Z`: ISO 8601, to the millisecond.
  package mutating func append(time: Instant) {
    append(date: time)
    append("T")
    append(timeOfDay: time)
    append(".")
    let nanoseconds = time.nanosecondsSinceEpoch &- time.secondsSinceEpoch &* 1_000_000_000
    append(number: Int(nanoseconds / 1_000_000), digits: 3)
    append("Z")
  }

  /// `2017-12-13`, UTC.
  package mutating func append(date time: Instant) {
    // Days to a date of the Gregorian calendar, years counted from March (Hinnant, "chrono-compatible date algorithms").
    let shifted = time.day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    append(number: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), digits: 4)
    append("-")
    append(number: month, digits: 2)
    append("-")
    append(number: dayOfYear - (153 * march + 2) / 5 + 1, digits: 2)
  }

  /// `08:15:50`, UTC.
  package mutating func append(timeOfDay time: Instant) {
    let second = time.secondOfDay
    append(number: second / 3600, digits: 2)
    append(":")
    append(number: second / 60 % 60, digits: 2)
    append(":")
    append(number: second % 60, digits: 2)
  }

  /// The last `digits` digits, at most four.
  package mutating func append(number: Int, digits: Int) {
    var divisor = digits == 4 ? 1000 : digits == 3 ? 100 : 10
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}

extension Instant {
  fileprivate var day: Int {
    let seconds = secondsSinceEpoch
    return Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
  }
  fileprivate var secondOfDay: Int { Int(secondsSinceEpoch) - day * 86_400 }
}
