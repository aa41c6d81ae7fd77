import HTTPWire
import Primitives

/// The names a cache puts on what passes: `Via`, `X-Amz-Cf-Pop`, and a fresh `X-Amz-Cf-Id` for each request.
struct Identity {
  /// Characters of a request id.
  static let requestIDCount = 56

  /// ` <32 hex digits>.cloudfront.net (CloudFront)`
  private let viaName: [UInt8]
  /// `X-Amz-Cf-Pop` line with its end.
  private let popLine: [UInt8]
  private var state: UInt64

  init(pop: String, seed: UInt64) {
    let popBytes = Array(pop.utf8)
    var name: [UInt8] = Array(" ".utf8)
    for half: UInt64 in [1, 2] {
      let bits = KeyedHash(seed: seed &+ half)(popBytes.span)
      for shift in stride(from: 60, through: 0, by: -4) {
        name.append(Self.hexDigits.utf8Start[Int(bits >> UInt64(shift) & 15)])
      }
    }
    viaName = name + Array(".cloudfront.net (CloudFront)\r\n".utf8)
    popLine = Array("X-Amz-Cf-Pop: \(pop)\r\n".utf8)
    state = KeyedHash(seed: seed)(popBytes.span)
  }

  private static let hexDigits: StaticString = "0123456789abcdef"
  private static let idDigits: StaticString =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

  func appendViaLine(minorVersion: UInt8, to head: inout [UInt8]) {
    head.append(minorVersion == 0 ? "Via: 1.0" : "Via: 1.1")
    head.append(contentsOf: viaName)
  }

  func appendPopLine(to head: inout [UInt8]) { head.append(contentsOf: popLine) }

  /// 54 characters of base64url and `==`, as at CloudFront; SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
  mutating func appendRequestID(to head: inout [UInt8]) {
    for word in 0..<6 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var bits = state
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      bits ^= bits >> 31
      for _ in 0..<(word < 5 ? 10 : 4) {
        head.append(Self.idDigits.utf8Start[Int(bits & 63)])
        bits >>= 6
      }
    }
    head.append("==")
  }
}
