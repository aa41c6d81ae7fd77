extension SyntheticWorkload.Settings {
  package static let prefix = "synthetic:"

  package struct TextError: Error, Hashable, CustomStringConvertible {
    package let description: String
  }

  /// `synthetic:zipf,alpha=0.9,objects=1e6,requests=1e7,seed=1`
  package init(parsing text: String) throws(TextError) {
    self.init()
    guard text.hasPrefix(Self.prefix) else {
      throw TextError(description: "a workload begins with \(Self.prefix)")
    }
    var parts = text.dropFirst(Self.prefix.count).split(separator: ",").map(String.init)
    guard !parts.isEmpty, parts.removeFirst() == "zipf" else {
      throw TextError(
        description:
          "the only kind of workload is zipf, as in synthetic:zipf,alpha=0.9,objects=1e6,requests=1e7")
    }
    for part in parts {
      let words = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard words.count == 2 else { throw TextError(description: "'\(part)' is not of the form name=value") }
      try set(words[0], words[1])
    }
  }

  private mutating func set(_ name: String, _ text: String) throws(TextError) {
    if name == "size" {
      guard let sizes = ObjectSizes(text) else {
        throw TextError(
          description: "size is a number of octets, web, video, download or mixed, not '\(text)'")
      }
      self.sizes = sizes
      return
    }
    func number(_ range: ClosedRange<Double>) throws(TextError) -> Double {
      guard let number = Double(text), range.contains(number) else {
        throw TextError(
          description: "\(name) is a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
      }
      return number
    }
    switch name {
    case "alpha": alpha = try number(0...10)
    case "objects": objects = Int(try number(1...1e12))
    case "requests": requests = Int(try number(1...1e15))
    case "seed": seed = UInt64(try number(0...9e15))
    case "rate": rate = try number(1e-6...1e9)
    case "wonders": wonders = try number(0...1)
    case "life": life = try number(1...1e9)
    case "half-life": halfLife = try number(1...1e9)
    case "diurnal": diurnal = try number(0...0.95)
    case "flash": flash = try number(1...1000)
    case "flash-every": flashEvery = try number(600...1e9)
    default:
      throw TextError(
        description:
          "'\(name)' is not known; there are alpha, objects, requests, seed, rate, size, wonders, life, half-life, diurnal, flash, flash-every"
      )
    }
    if halfLife > 0, life == 0 { life = 8 * halfLife }
  }
}
