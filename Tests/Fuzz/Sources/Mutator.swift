import Primitives

/// Makes new inputs out of a corpus: the same seed and corpus make the same inputs.
struct Mutator {
  static let maximumLength = 65_536

  private var generator: SplitMix64
  private let corpus: [[UInt8]]
  /// Pieces that mean something to the reader under test.
  private let tokens: [[UInt8]]

  init(seed: UInt64, corpus: [[UInt8]], tokens: [String]) {
    generator = SplitMix64(seed: seed)
    self.corpus = corpus.isEmpty ? [[]] : corpus
    self.tokens = tokens.map { Array($0.utf8) } + [[0], [0xFF], [0x80]]
  }

  mutating func next() -> [UInt8] {
    var input = pick(corpus)
    for _ in 0..<(1 + below(6)) { mutate(&input) }
    return Array(input.prefix(Self.maximumLength))
  }

  private mutating func mutate(_ input: inout [UInt8]) {
    let position = below(input.count + 1)
    switch below(9) {
    case 0: if position < input.count { input[position] ^= 1 << UInt8(below(8)) }
    case 1: if position < input.count { input[position] = UInt8(below(256)) }
    case 2: input.insert(UInt8(below(256)), at: position)
    case 3: input.removeSubrange(position..<min(input.count, position + 1 + below(8)))
    case 4: input.removeLast(input.count - position)
    case 5: input.insert(contentsOf: pick(tokens), at: position)
    case 6:
      let piece = Array(input[position..<min(input.count, position + 1 + below(32))])
      for _ in 0..<(1 + below(below(16) == 0 ? 256 : 4)) { input.insert(contentsOf: piece, at: position) }
    case 7:
      let other = pick(corpus)
      input = Array(input[..<position] + other[below(other.count + 1)...])
    default:
      // Counts and lengths at their edges.
      guard position + 2 <= input.count else { return }
      let value: UInt16 = [0, 1, 0x7FFF, 0x8000, 0xC000, 0xFFFF][below(6)]
      (input[position], input[position + 1]) = (UInt8(value >> 8), UInt8(truncatingIfNeeded: value))
    }
  }

  private mutating func pick(_ choices: [[UInt8]]) -> [UInt8] { choices[below(choices.count)] }
  private mutating func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(max(bound, 1))) }
}
