import Testing

@testable import Serving

struct InflaterTests {
  /// `echo -n 'all is well, all is well, all is well' | gzip -n`, and the same through zlib's compress.
  static let gzip: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4b, 0xcc, 0xc9, 0x51, 0xc8, 0x2c, 0x56,
    0x28, 0x4f, 0xcd, 0xc9, 0xd1, 0x51, 0x48, 0xc4, 0xc1, 0x01, 0x00, 0xbd, 0x54, 0x48, 0x8f, 0x25, 0x00,
    0x00, 0x00,
  ]
  static let deflate: [UInt8] = [
    0x78, 0x9c, 0x4b, 0xcc, 0xc9, 0x51, 0xc8, 0x2c, 0x56, 0x28, 0x4f, 0xcd, 0xc9, 0xd1, 0x51, 0x48, 0xc4,
    0xc1, 0x01, 0x00, 0xef, 0xe5, 0x0c, 0xb4,
  ]
  static let text = "all is well, all is well, all is well"

  private func decode(_ bytes: [UInt8], pieces: Int, limit: Int = 5_120) throws -> String {
    let inflater = try #require(Inflater())
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      let piece = Array(bytes[start..<min(bytes.count, start + pieces)])
      inflater.decode(piece.span, into: &output, limit: limit)
    }
    return String(decoding: output, as: UTF8.self)
  }

  @Test("gzip and deflate, whole and octet by octet", arguments: [1, 7, 1_000])
  func decodes(pieces: Int) throws {
    #expect(try decode(Self.gzip, pieces: pieces) == Self.text)
    #expect(try decode(Self.deflate, pieces: pieces) == Self.text)
  }

  @Test("stops at the limit")
  func limit() throws {
    #expect(try decode(Self.gzip, pieces: 1_000, limit: 11) == "all is well")
    #expect(try decode(Self.gzip, pieces: 1, limit: 11) == "all is well")
  }

  @Test("what is no such coding decodes to nothing, and a damaged end to what came before")
  func garbage() throws {
    #expect(try decode(Array("plain text".utf8), pieces: 3) == "")
    #expect(try decode(Array(Self.gzip.prefix(18)), pieces: 100).count < Self.text.count)
    #expect(try decode([], pieces: 1) == "")
  }
}
