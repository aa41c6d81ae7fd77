import DNSWire
import Primitives

extension ZoneReading {
  /// `ALIAS type target zone-id true|false` in class AWS, as cli53 writes it.
  mutating func readAlias(
    _ token: ZoneScanner.Token, owner: Int, ttl: UInt32, into builder: inout ZoneBuilder
  ) throws(ZoneFault) {
    guard span(token).text.uppercased() == "ALIAS" else {
      throw fault(token, "type ALIAS is expected in class AWS, found \(text(token))")
    }
    let typeToken = try word("a record type")
    guard let type = RecordTypeTable.type(named: span(typeToken)), !type.isMeta,
      ![.ns, .soa, .dname].contains(type)
    else {
      throw fault(
        typeToken, "a record type other than NS, SOA and DNAME is expected, found \(text(typeToken))")
    }
    let targetToken = try word("an alias target")
    let target = try name(targetToken)
    let (isSelf, evaluatesTargetHealth) = try readHostedZone(type, typeToken)
    try endLine()
    let annotation = try readAnnotation(of: type, into: &builder)
    builder.add(
      alias: ZoneAlias(
        name: builder.name(owner), type: type, target: isSelf ? .record(target) : .distribution(target),
        evaluatesTargetHealth: evaluatesTargetHealth,
        file: builder.file, line: targetToken.line, column: targetToken.column),
      owner: owner, ttl: isSelf ? ttl : 60, annotation: annotation)
  }

  /// The hosted zone and EvaluateTargetHealth.
  private mutating func readHostedZone(
    _ type: RecordType, _ typeToken: ZoneScanner.Token
  ) throws(ZoneFault) -> (isSelf: Bool, evaluatesTargetHealth: Bool) {
    let zoneToken = try word("a hosted zone id or $self")
    let isSelf = span(zoneToken).text == "$self"
    guard isSelf || span(zoneToken).text == "Z2FDTNDATAQYW2" else {
      throw fault(
        zoneToken, "$self or the zone of distributions Z2FDTNDATAQYW2 is expected, found \(text(zoneToken))")
    }
    guard isSelf || type == .a || type == .aaaa else {
      throw fault(typeToken, "an alias to a distribution has type A or AAAA, found \(text(typeToken))")
    }
    let health = try word("true or false")
    guard ["true", "false"].contains(span(health).text) else {
      throw fault(health, "true or false is expected, found \(text(health))")
    }
    guard isSelf || span(health).text == "false" else {
      throw fault(health, "EvaluateTargetHealth must be false for a distribution, found \(text(health))")
    }
    return (isSelf, span(health).text == "true")
  }
}
