/// Estimates of how often ids were seen, in little memory: an id adds to the cells its hashes point at, and its estimate
/// is the smallest of them (Cormode, Muthukrishnan, "An improved data stream summary: the count-min sketch and its
/// applications", Journal of Algorithms 55(1), 2005), here with all hashes in one row of cells as in a counting Bloom
/// filter. Cells and hashes are those of libCacheSim's filter with an error rate of 0.001.
struct FrequencySketch: Sendable {
  /// -ln(0.001) / (ln 2)^2
  private static let cellsPerEntry = 6.907755278982137 / 0.480453013918201
  private static let probes: UInt32 = 10

  private var cells: Cells

  /// - Parameter entries: ids that should be told apart.
  init(entries: Int) {
    let count = Int(min((Double(entries) * Self.cellsPerEntry).rounded(.up), Double(Int32.max)))
    cells = Cells(count: count < Int(Self.probes) ? 2 * Self.probes : UInt32(count))
  }

  mutating func add(_ id: UInt64) {
    let (first, step) = Self.hashes(id)
    cells.increment(from: first, by: step, Self.probes)
  }

  func estimate(_ id: UInt64) -> UInt32 {
    let (first, step) = Self.hashes(id)
    return cells.least(from: first, by: step, Self.probes)
  }

  /// Halves every estimate, so that old popularity fades.
  mutating func halve() { cells.halve() }

  private static func hashes(_ id: UInt64) -> (first: UInt32, step: UInt32) {
    (
      UInt32(truncatingIfNeeded: xxHash64(id, seed: 0x1234_5678)),
      UInt32(truncatingIfNeeded: xxHash64(id, seed: 0x1234_4321))
    )
  }

  /// XXH64 of the eight octets of `value`, lowest first (Collet, xxHash specification).
  private static func xxHash64(_ value: UInt64, seed: UInt64) -> UInt64 {
    let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
    func rotate(_ x: UInt64, _ count: UInt64) -> UInt64 { x &<< count | x &>> (64 &- count) }
    var hash = seed &+ prime5 &+ 8
    hash ^= rotate(value &* prime2, 31) &* prime1
    hash = rotate(hash, 27) &* prime1 &+ prime4
    hash = (hash ^ hash &>> 33) &* prime2
    hash = (hash ^ hash &>> 29) &* prime3
    return hash ^ hash &>> 32
  }
}

extension FrequencySketch {
  /// Counters by number. Few are an array; of many, a cache of octets asks for 14 an octet, only those in use are kept.
  private struct Cells: Sendable {
    /// 16 MiB.
    private static let mostInArray = 1 << 22

    private let count: UInt64
    /// Turns the division by `count` into multiplications (Lemire, Kaser, Kurz, "Faster remainder by direct computation",
    /// Software: Practice and Experience 49(6), 2019).
    private let fraction: UInt64
    private var dense: [UInt32] = []
    private var sparse: SparseCounters

    /// - Parameter count: more than 1.
    init(count: UInt32) {
      self.count = UInt64(count)
      fraction = .max / UInt64(count) + 1
      sparse = SparseCounters(range: count)
      if count <= Self.mostInArray { dense = Array(repeating: 0, count: Int(count)) }
    }

    /// Adds 1 at each of `number` probes, twice where two hit one cell.
    mutating func increment(from first: UInt32, by step: UInt32, _ number: UInt32) {
      guard !dense.isEmpty else {
        for probe in 0..<number { sparse.increment(cell(first &+ probe &* step)) }
        return
      }
      let (count, fraction) = (count, fraction)
      var dense = dense.mutableSpan
      for probe in 0..<number { dense[Self.cell(first &+ probe &* step, count, fraction)] &+= 1 }
    }

    func least(from first: UInt32, by step: UInt32, _ number: UInt32) -> UInt32 {
      var least = UInt32.max
      for probe in 0..<number {
        let cell = cell(first &+ probe &* step)
        least = min(least, dense.isEmpty ? sparse[cell] : dense[cell])
      }
      return least
    }

    mutating func halve() {
      for index in dense.indices { dense[index] /= 2 }
      sparse.halve()
    }

    private func cell(_ hash: UInt32) -> Int { Self.cell(hash, count, fraction) }

    @inline(__always)
    private static func cell(_ hash: UInt32, _ count: UInt64, _ fraction: UInt64) -> Int {
      Int(truncatingIfNeeded: (fraction &* UInt64(hash)).multipliedFullWidth(by: count).high)
    }
  }
}
