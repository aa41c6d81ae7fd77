import HTTPWire
import Primitives

/// The names a cache puts on what passes: `Via`, `X-Amz-Cf-Pop`, and a fresh `X-Amz-Cf-Id` for each request.
struct Identity: ~Copyable {
  /// Characters of a request id.
  static let requestIDCount = 56

  let pop: [UInt8]
  /// From `X-Cache` to the name of the id's line, for each result and version of the viewer: appended in one piece.
  private let answerLines: [[UInt8]]
  /// The line for origin requests.
  private let viaLine: [UInt8]
  private var state: UInt64

  init(pop: String, seed: UInt64) {
    let popBytes = Array(pop.utf8)
    self.pop = popBytes
    var name = ""
    for half: UInt64 in [1, 2] {
      let bits = KeyedHash(seed: seed &+ half)(popBytes.span)
      for shift in stride(from: UInt64(60), through: 0, by: -4) {
        name += String(bits >> shift & 15, radix: 16)
      }
    }
    let via = " \(name).cloudfront.net (CloudFront)\r\n"
    viaLine = Array("Via: 1.1\(via)".utf8)
    answerLines = ResultType.allCases.flatMap { result in
      ["1.0", "1.1"].map { version in
        Array(
          """
          X-Cache: \(result.text) from cloudfront\r
          Via: \(version)\(via)X-Amz-Cf-Pop: \(pop)\r
          X-Amz-Cf-Id: \("")
          """.utf8)
      }
    }
    state = KeyedHash(seed: seed)(popBytes.span)
  }

  /// `X-Cache`, `Via`, `X-Amz-Cf-Pop`, `X-Amz-Cf-Id`, and the blank line that ends the head.
  mutating func endHead(_ head: inout [UInt8], _ result: ResultType, minorVersion: UInt8) {
    head.append(contentsOf: answerLines[Int(result.rawValue) * 2 + (minorVersion == 0 ? 0 : 1)])
    appendRequestID(to: &head)
    head.append("\r\n\r\n")
  }

  func appendViaLine(to head: inout [UInt8]) { head.append(contentsOf: viaLine) }

  private static let idDigits: StaticString =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

  /// 54 characters of base64url and `==`, as at CloudFront.
  mutating func appendRequestID(to head: inout [UInt8]) {
    // Written on the stack first: an array checks itself at each octet appended.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.requestIDCount) { id in
      var index = 0
      while index < Self.requestIDCount - 2 {
        // Ten to a draw.
        let end = min(index + 10, Self.requestIDCount - 2)
        var bits = draw()
        while index < end {
          id[index] = Self.idDigits.utf8Start[Int(bits & 63)]
          bits >>= 6
          index += 1
        }
      }
      id[Self.requestIDCount - 2] = UInt8(ascii: "=")
      id[Self.requestIDCount - 1] = UInt8(ascii: "=")
      head.append(contentsOf: UnsafeBufferPointer(id))
    }
  }

  /// True in `rate` of a hundred cases.
  mutating func samples(_ rate: Double) -> Bool { Double(draw() >> 11) * 0x1p-53 * 100 < rate }

  /// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
  private mutating func draw() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
