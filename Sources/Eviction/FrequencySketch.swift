/// Estimates of how often ids were seen, in little memory: an id adds to the cells its hashes point at, and its estimate
/// is the smallest of them (Cormode, Muthukrishnan, "An improved data stream summary: the count-min sketch and its
/// applications", Journal of Algorithms 55(1), 2005), here with all hashes in one row of cells as in a counting Bloom
/// filter. Cells and hashes are those of libCacheSim's filter with an error rate of 0.001.
struct FrequencySketch: Sendable {
  /// -ln(0.001) / (ln 2)^2
  private static let cellsPerEntry = 6.907755278982137 / 0.480453013918201
  private static let probes: UInt32 = 10

  private var cells: Cells
  private let cellCount: UInt32

  /// - Parameter entries: ids that should be told apart.
  init(entries: Int) {
    let count = Int(min((Double(entries) * Self.cellsPerEntry).rounded(.up), Double(Int32.max)))
    cellCount = count < Int(Self.probes) ? 2 * Self.probes : UInt32(count)
    cells = Cells(count: cellCount)
  }

  mutating func add(_ id: UInt64) {
    var (cell, step) = Self.hashes(id)
    for _ in 0..<Self.probes {
      cells.increment(cell % cellCount)
      cell &+= step
    }
  }

  func estimate(_ id: UInt64) -> UInt32 {
    var (cell, step) = Self.hashes(id)
    var least = UInt32.max
    for _ in 0..<Self.probes {
      least = min(least, cells[cell % cellCount])
      cell &+= step
    }
    return least
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

    private var dense: [UInt32] = []
    private var table = SlotTable()
    private var sparse: [UInt32] = []

    init(count: UInt32) {
      if count <= Self.mostInArray { dense = Array(repeating: 0, count: Int(count)) }
    }

    subscript(cell: UInt32) -> UInt32 {
      guard dense.isEmpty else { return dense[Int(cell)] }
      return table.slot(of: UInt64(cell)).map { sparse[Int($0)] } ?? 0
    }

    mutating func increment(_ cell: UInt32) {
      guard dense.isEmpty else { return dense[Int(cell)] &+= 1 }
      if let slot = table.slot(of: UInt64(cell)) { return sparse[Int(slot)] &+= 1 }
      let slot = table.takeSlot()
      table.insert(UInt64(cell), at: slot)
      sparse.append(1)
    }

    mutating func halve() {
      for index in dense.indices { dense[index] /= 2 }
      for index in sparse.indices { sparse[index] /= 2 }
    }
  }
}
