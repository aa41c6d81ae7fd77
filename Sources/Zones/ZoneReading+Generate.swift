import DNSWire
import Primitives

extension ZoneReading {
  /// `$GENERATE start-stop[/step] owner [ttl] [class] type data`: one record for each number, as BIND does.
  mutating func generate(
    _ directive: ZoneScanner.Token, into builder: inout ZoneBuilder
  ) throws(ZoneFault) {
    let rangeToken = try word("a range")
    guard let range = GenerateRange(span(rangeToken)) else {
      throw fault(rangeToken, "a range start-stop or start-stop/step is expected, found \(text(rangeToken))")
    }
    guard range.count <= ZoneLimits.generated else {
      throw fault(
        rangeToken,
        "a range of at most \(ZoneLimits.generated) numbers is expected, found \(text(rangeToken))")
    }
    let owner = try word("a name")
    let (words, end) = try rest(nil)
    scanner.comment = nil  // It is part of the template, and read with every line.
    var line = Array(scanner.text, owner.start..<end.start)
    if let data = try generatedData(words) {
      line =
        Array(scanner.text, owner.start..<data.start - 1) + Array(scanner.text, data.start..<data.end)
        + Array(scanner.text, data.end + 1..<end.start)
    }
    guard let template = GenerateTemplate(line.span) else {
      throw fault(owner, "${offset,width,base} with a base out of d, o, x, X, n and N is expected")
    }
    for number in stride(from: range.start, through: range.stop, by: range.step) {
      guard let line = template.line(number) else { throw fault(owner, "number \(number) becomes negative") }
      try readGenerated(line, directive, into: &builder)
    }
  }

  /// The data, if it stands in quotes, which are none of its own: the one word that BIND takes for it. Aliases have several.
  private func generatedData(_ words: [ZoneScanner.Token]) throws(ZoneFault) -> ZoneScanner.Token? {
    var first = 0
    while first < words.count, first < 2 {
      let word = span(words[first])
      if ClassWord(word) == .aws { return nil }
      guard ClassWord(word) != nil || (!word.isEmpty && word[0].isASCIIDigit) else { break }
      first += 1
    }
    let data = words.dropFirst(first + 1)
    if let second = data.dropFirst().first {
      throw fault(
        second,
        "the end of the line is expected, found \(text(second)); data of several words stands in quotes")
    }
    return data.first.flatMap { $0.kind == .quoted ? $0 : nil }
  }

  /// Faults of a generated line stand at the directive; the first one ends it.
  private mutating func readGenerated(
    _ line: [UInt8], _ directive: ZoneScanner.Token, into builder: inout ZoneBuilder
  ) throws(ZoneFault) {
    var pass = ZoneReading(line.span, state: state, load: nil, at: directive.line)
    do throws(ZoneFault) { _ = try pass.readLine(into: &builder) } catch {
      throw fault(directive, "\(error.message) (generated: \(line.span.text))")
    }
    state.owner = pass.state.owner
    state.lastTTL = pass.state.lastTTL
  }
}
