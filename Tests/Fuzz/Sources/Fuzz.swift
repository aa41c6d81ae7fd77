import Glibc

/// Feeds readers of outside bytes with damaged ones. A trap ends the process and leaves the input that did it.
///
///     swift run -c release fuzz TARGET [--inputs N] [--seed N] [--corpus DIR]
///     swift run -c release fuzz TARGET FILE...          replay inputs
///
/// Built with `--sanitize fuzzer -Xswiftc -DLIBFUZZER` it is a libFuzzer program, guided by coverage; see
/// `Tests/Fuzz/run`.
#if !LIBFUZZER
  @main
#endif
struct Fuzz {
  static func main() {
    guard let options = Options(CommandLine.arguments.dropFirst()) else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " | ")
      fail("usage: fuzz \(names) [--inputs N] [--seed N] [--corpus DIR] [FILE...]")
    }
    run(options)
  }

  private static func run(_ options: Options) {
    if !options.files.isEmpty {
      for path in options.files {
        guard let input = readFile(path) else { fail("fuzz: cannot read \(path)") }
        options.target.run(input)
      }
      return
    }
    var seeds: [[UInt8]] = []
    for path in filesBelow("\(options.corpus)/\(options.target.rawValue)") {
      guard let input = readFile(path) else { fail("fuzz: cannot read \(path)") }
      seeds.append(input)
    }
    guard let slot = InputSlot(path: "\(options.target.rawValue).input") else {
      fail("fuzz: cannot write \(options.target.rawValue).input")
    }
    for seed in seeds { slot.hold(seed, while: options.target.run) }
    var mutator = Mutator(seed: options.seed, corpus: seeds, tokens: options.target.tokens)
    for number in 0..<max(0, options.inputs - seeds.count) {
      // An input that is read for ever ends the process, and is left behind as one that traps is.
      if number % 256 == 0 { alarm(60) }
      slot.hold(mutator.next(), while: options.target.run)
    }
    slot.remove()
    print(
      "\(options.target.rawValue): \(max(options.inputs, seeds.count)) inputs, \(seeds.count) of them the corpus, "
        + "seed \(options.seed)")
  }

  struct Options {
    var target: FuzzTarget
    /// Counted, not timed: what a seed finds does not depend on the machine.
    var inputs = 100_000
    var seed: UInt64 = 1
    var corpus = "Tests/Fuzz/Corpus"
    var files: [String] = []

    init?(_ arguments: ArraySlice<String>) {
      var arguments = arguments
      guard let target = arguments.popFirst().flatMap(FuzzTarget.init) else { return nil }
      self.target = target
      while let argument = arguments.popFirst() {
        switch argument {
        case "--inputs":
          guard let value = arguments.popFirst().flatMap(Int.init), value >= 0 else { return nil }
          inputs = value
        case "--seed":
          guard let value = arguments.popFirst().flatMap(UInt64.init) else { return nil }
          seed = value
        case "--corpus":
          guard let value = arguments.popFirst() else { return nil }
          corpus = value
        default: files.append(argument)
        }
      }
    }
  }
}

func fail(_ message: String) -> Never {
  let line = Array((message + "\n").utf8)
  _ = write(STDERR_FILENO, line, line.count)
  exit(2)
}
