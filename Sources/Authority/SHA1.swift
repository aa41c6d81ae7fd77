/// SHA-1 (FIPS 180-4 section 6.1), for the hashed names of NSEC3 and nothing else: there it hides names from a glance, and
/// a collision gains nobody anything (RFC 5155 section 12.1). Our own: allocates nothing, and the core needs no library.
struct SHA1: BitwiseCopyable {
  static let digestOctets = 20

  private var state: InlineArray<5, UInt32> = [
    0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0,
  ]
  private var block = InlineArray<16, UInt32>(repeating: 0)
  private var count = 0

  mutating func append(_ octet: UInt8) {
    let word = count >> 2 & 15
    block[word] = block[word] << 8 | UInt32(octet)
    count &+= 1
    if count & 63 == 0 { compress() }
  }

  mutating func append(_ octets: Span<UInt8>) { for index in octets.indices { append(octets[index]) } }

  /// The digest of what was appended; nothing may be appended afterwards.
  mutating func digest() -> InlineArray<20, UInt8> {
    let bits = UInt64(truncatingIfNeeded: count) &* 8
    append(0x80)
    while count & 63 != 56 { append(0) }
    for index in 0..<8 { append(UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * index))) }
    var digest = InlineArray<20, UInt8>(repeating: 0)
    for index in 0..<Self.digestOctets {
      digest[index] = UInt8(truncatingIfNeeded: state[index >> 2] >> UInt32(24 - 8 * (index & 3)))
    }
    return digest
  }

  private mutating func compress() {
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for round in 0..<80 {
      if round >= 16 {
        let mixed =
          block[(round &+ 13) & 15] ^ block[(round &+ 8) & 15] ^ block[(round &+ 2) & 15] ^ block[round & 15]
        block[round & 15] = mixed.rotated(by: 1)
      }
      let (mix, constant): (UInt32, UInt32) =
        switch round {
        case ..<20: (d ^ (b & (c ^ d)), 0x5A82_7999)
        case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
        case ..<60: ((b & c) | (d & (b | c)), 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
      let next = a.rotated(by: 5) &+ mix &+ e &+ constant &+ block[round & 15]
      (a, b, c, d, e) = (next, a, b.rotated(by: 30), c, d)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
  }
}

extension UInt32 {
  fileprivate func rotated(by bits: UInt32) -> UInt32 { self &<< bits | self &>> (32 &- bits) }
}
