import DNSWire
import Testing

@testable import Authority

@Suite struct HashedNameTests {
  @Test(
    "FIPS 180: SHA-1",
    arguments: [
      ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
      ),
    ])
  func digest(text: String, expected: String) {
    var hash = SHA1()
    let octets = Array(text.utf8)
    hash.append(octets.span)
    let digest = hash.digest()
    var hexadecimal = ""
    for index in digest.indices {
      hexadecimal += String(digest[index] >> 4, radix: 16) + String(digest[index] & 15, radix: 16)
    }
    #expect(hexadecimal == expected)
  }

  @Test(
    "RFC 5155 appendix A: salt aabbccdd, 12 iterations",
    arguments: [
      ("example", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"), ("a.example", "35mthgpgcu1qg68fab165klnsnk3dpvl"),
      ("ai.example", "gjeqe526plbf1g8mklp59enfd789njgi"), ("ns1.example", "2t7b4g4vsa5smi47k61mv5bv1a22bojr"),
      ("ns2.example", "q04jkcevqvmu85r014c7dkba38o0ji5r"), ("w.example", "k8udemvp1j2f7eg6jebps17vp3n8i58h"),
      ("*.w.example", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"),
      ("x.w.example", "b4um86eghhds6nea196smvmlo4ors995"),
      ("y.w.example", "ji6neoaepv8b5o6k4ev33abha8ht9fgc"),
      ("x.y.w.example", "2vptu5timamqttgl4luu9kg21e0aor3s"),
      ("xx.example", "t644ebqk9bibcna874givr6joj62mlhv"),
    ])
  func hash(name: String, expected: String) throws {
    #expect(
      Self.label(of: try #require(Name(name)), salt: [0xAA, 0xBB, 0xCC, 0xDD], iterations: 12) == expected)
  }

  static func label(of name: Name, salt: [UInt8], iterations: Int) -> String {
    let hashed = HashedName(name.wire.span, salt: salt.span, iterations: iterations)
    var text: [UInt8] = []
    for index in 1..<33 { text.append(hashed.label[index]) }
    return String(decoding: text, as: UTF8.self)
  }
}
