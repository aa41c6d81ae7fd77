import Primitives

/// Requests that are made up: the same for the same settings, as many as one likes, in constant memory.
package struct SyntheticWorkload: Sendable {
  package struct Settings: Hashable, Sendable {
    /// Slope of popularity: 0.6 to 0.8 video, 0.8 to 1.0 web.
    package var alpha = 0.9
    /// Objects alive at any one time.
    package var objects = 1_000_000
    package var requests = 1_000_000
    package var seed: UInt64 = 1
    /// Requests a second on average over the day.
    package var rate = 1000.0
    /// Share of the requests that are for objects nobody asks for again.
    package var wonders = 0.0
    /// Seconds until another object takes an object's rank; 0: never.
    package var life = 0.0
    /// Seconds in which an object loses half of its popularity; 0: none is lost.
    package var halfLife = 0.0
    /// Swing of the demand over the day around its mean, highest at 21 h: 0.45 web, 0.65 video.
    package var diurnal = 0.0
    /// A flash crowd multiplies the demand by this at its height; 1: there are none.
    package var flash = 1.0
    /// Seconds from one flash crowd to the next.
    package var flashEvery = 21_600.0
    package var sizes = ObjectSizes.fixed(1)

    package init() {}
  }

  package let settings: Settings
  private let popularity: ZipfDistribution
  private var random: RandomStream
  private var number = 0
  private var clock = 0.0

  package init(_ settings: Settings) {
    self.settings = settings
    popularity = ZipfDistribution(alpha: settings.alpha, count: settings.objects)
    random = RandomStream(seed: settings.seed, kind: "requests")
  }

  /// Share of the requests that were made.
  package var share: Double { Double(number) / Double(max(1, settings.requests)) }

  /// Appends the next requests until there are `Limits.batch`, or no more.
  package mutating func append(to batch: inout [Request]) {
    while batch.count < Limits.batch, number < settings.requests {
      number += 1
      let crowd = crowd
      clock += random.exponential(mean: 1 / (settings.rate * demand * (1 + crowd)))
      let id = id(crowd)
      batch.append(Request(id: id, size: settings.sizes.size(of: id, seed: settings.seed), time: Int(clock)))
    }
  }

  private mutating func id(_ crowd: Double) -> UInt64 {
    if crowd > 0, random.uniform() < crowd / (1 + crowd) {
      // Few objects, each half as popular as the one before.
      let object = min(9, (random.next() | 1 << 63).trailingZeroBitCount)
      return name(3, Int(clock / settings.flashEvery), object)
    }
    if settings.wonders > 0, random.uniform() < settings.wonders { return name(2, number, 0) }
    // What has grown old is asked for less: such draws are made again, a few times at most.
    for _ in 0..<16 {
      let rank = popularity.rank(&random)
      guard settings.life > 0 else { return name(1, rank, 0) }
      let phase = Double(name(4, rank, 0) >> 11) * 0x1p-53
      let lives = clock / settings.life + phase
      let age = (lives - lives.rounded(.down)) * settings.life
      if settings.halfLife == 0
        || random.uniform() < Elementary.exponential(-0.693_147_180_559_945 * age / settings.halfLife)
      {
        return name(1, rank, Int(lives))
      }
    }
    return name(2, number, 1)
  }

  /// How much a flash crowd adds to the demand, as a multiple of it: up within three minutes, then halved every twenty.
  private var crowd: Double {
    guard settings.flash > 1, clock >= settings.flashEvery else { return 0 }
    let since = clock.truncatingRemainder(dividingBy: settings.flashEvery)
    let shape = since < 180 ? since / 180 : Elementary.exponential(-(since - 180) / 1800)
    return shape < 0.001 ? 0 : (settings.flash - 1) * shape
  }

  /// Demand at this time of the day, 1 on average.
  private var demand: Double {
    guard settings.diurnal > 0 else { return 1 }
    let turn = (clock / 86_400 - 21.0 / 24).truncatingRemainder(dividingBy: 1)
    return 1 + settings.diurnal * Self.cosine(turn)
  }

  /// Of so many turns.
  private static func cosine(_ turns: Double) -> Double {
    // Folded to half a turn, then the series: below 1e-7 with eight terms.
    let angle = abs(turns - turns.rounded()) * 2 * Double.pi
    var (term, sum) = (1.0, 1.0)
    for n in 1...9 {
      term *= -angle * angle / Double((2 * n - 1) * 2 * n)
      sum += term
    }
    return sum
  }

  /// An id of its own for each object: a mix of what it is.
  private func name(_ kind: UInt64, _ a: Int, _ b: Int) -> UInt64 {
    var mix = SplitMix64(
      seed: settings.seed &* 0x9E37_79B9_7F4A_7C15 ^ kind << 60 ^ UInt64(a) ^ UInt64(b) << 40)
    return mix.next()
  }
}
