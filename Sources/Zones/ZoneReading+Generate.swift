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
    let end = try rest(nil).end
    scanner.comment = nil  // It is part of the template, and read with every line.
    guard let template = GenerateTemplate(scanner.text.extracting(owner.start..<end.start)) else {
      throw fault(owner, "${offset,width,base} with a base out of d, o, x, X, n and N is expected")
    }
    for number in stride(from: range.start, through: range.stop, by: range.step) {
      guard let line = template.line(number) else { throw fault(owner, "number \(number) becomes negative") }
      try readGenerated(line, directive, into: &builder)
    }
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
