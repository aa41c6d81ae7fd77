import Logs
import Primitives

/// `E2EXAMPLE.2019-11-14-20.0d6f9c5e.gz`: the name CloudFront gives a file of its standard log.
struct LogFileName: CustomStringConvertible {
  /// `-` for requests that no distribution answers.
  var distribution: String
  /// Since 1970.
  var hour: Int64
  /// Tells apart the files of an hour.
  var number: UInt64

  var description: String {
    var text = Array(distribution.utf8.map { Self.isSafe($0) ? $0 : UInt8(ascii: "_") })
    let time = Instant(secondsSinceEpoch: hour * 3600)
    text.append(UInt8(ascii: "."))
    text.append(date: time)
    text.append(UInt8(ascii: "-"))
    text.append(number: Int(hour % 24), digits: 2)
    text.append(UInt8(ascii: "."))
    for shift in stride(from: UInt64(28), through: 0, by: -4) {
      text.append(contentsOf: String(number >> shift & 15, radix: 16).utf8)
    }
    return String(decoding: text, as: UTF8.self) + ".gz"
  }

  /// Ids are text of the configuration: none may lead out of the directory.
  private static func isSafe(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: octet.isASCIIDigit
    }
  }
}
