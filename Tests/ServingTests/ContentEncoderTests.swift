import EdgeCache
import Testing

@testable import Serving

struct ContentEncoderTests {
  /// Text that repeats itself, but not in every octet.
  private static let text = Array((0..<40_000).map { "line \($0 % 977): all is well\n" }.joined().utf8)

  private func encoded(_ encoder: any ContentEncoder, pieces: Int) -> [UInt8]? {
    var output: [UInt8] = []
    for start in stride(from: 0, to: Self.text.count, by: pieces) {
      let piece = Array(Self.text[start..<min(start + pieces, Self.text.count)])
      guard encoder.encode(piece.span, into: &output) else { return nil }
    }
    return encoder.finish(into: &output) ? output : nil
  }

  @Test("gzip: what comes out is what went in, in whatever pieces", arguments: [700, 65_536, 10_000_000])
  func gzip(pieces: Int) throws {
    let encoder = try #require(GzipEncoder())
    let coded = try #require(encoded(encoder, pieces: pieces))
    #expect(coded.count < Self.text.count / 5)
    let inflater = try #require(Inflater())
    var plain: [UInt8] = []
    for start in stride(from: 0, to: coded.count, by: 1_000) {
      let piece = Array(coded[start..<min(start + 1_000, coded.count)])
      inflater.decode(piece.span, into: &plain, limit: Self.text.count + 1)
    }
    #expect(plain == Self.text)
  }

  /// That it decodes is for `curl --compressed` to say: no decoder is linked.
  @Test("br: the same octets in whatever pieces, and far fewer", arguments: [700, 65_536])
  func brotli(pieces: Int) throws {
    let (first, second) = (try #require(BrotliEncoder()), try #require(BrotliEncoder()))
    let whole = try #require(encoded(first, pieces: Self.text.count))
    let coded = try #require(encoded(second, pieces: pieces))
    #expect(coded == whole && coded.count < Self.text.count / 5)
  }

  @Test("so many at a time; one that ends makes room for another")
  func bounded() {
    let encoders = ContentEncoders()
    var all = (0..<Limits.encoders).map { _ in encoders.make(.gzip) }
    #expect(all.allSatisfy { $0 != nil } && encoders.make(.br) == nil)
    all.removeLast()
    #expect(encoders.make(.br) != nil)
  }
}
