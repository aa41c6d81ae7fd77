import ObjectFile
import Primitives
import Testing

@Suite("The checksums of a body") struct BodyChecksumsTests {
  private let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }

  private func checksums(pieces: Int) -> BodyChecksums {
    var checksums = BodyChecksums()
    var start = 0
    while start < body.count {
      let piece = Array(body[start..<min(start + pieces, body.count)])
      checksums.add(piece.span)
      start += pieces
    }
    return checksums
  }

  @Test("in whatever pieces it comes", arguments: [1000, 65_536, 65_537, 200_000])
  func pieces(count: Int) {
    let checksums = checksums(pieces: count)
    var whole = CRC32()
    let octets = body
    whole.add(octets.span)
    #expect(checksums.value == whole.value)
    #expect(checksums.blocks.count == 4 && checksums.blocks == self.checksums(pieces: 7919).blocks)
  }

  @Test("one wrong bit is found, and in which block", arguments: [0, 65_535, 65_536, 199_999])
  func damage(place: Int) {
    let blocks = checksums(pieces: 200_000).blocks
    var octets = body
    octets[place] ^= 1
    let damaged = octets
    #expect(blocks.firstDamage(in: damaged.span, at: 0) == place / 65_536 * 65_536)
    let whole = body
    #expect(blocks.firstDamage(in: whole.span, at: 0) == nil)
    let last = Array(body[(3 * 65_536)...])
    #expect(blocks.firstDamage(in: last.span, at: 3 * 65_536) == nil)
    // The same octets at another place.
    #expect(blocks.firstDamage(in: last.span, at: 2 * 65_536) == 2 * 65_536)
  }

  @Test("what is read to check a part of it")
  func blocks() {
    let blocks = checksums(pieces: 200_000).blocks
    #expect(blocks.blocks(around: 10..<20, count: 200_000) == 0..<65_536)
    #expect(blocks.blocks(around: 65_535..<65_537, count: 200_000) == 0..<131_072)
    #expect(blocks.blocks(around: 199_000..<200_000, count: 200_000) == 196_608..<200_000)
  }

  @Test("octets beyond those that are known are damage")
  func beyond() {
    let octets = body
    #expect([UInt32]().firstDamage(in: octets.span, at: 0) == 0)
  }
}
