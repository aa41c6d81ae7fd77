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
    let name = try name(targetToken)
    let (target, evaluatesTargetHealth) = try readTarget(name, type, typeToken)
    try endLine()
    let annotation = try readAnnotation(of: type, into: &builder)
    builder.add(
      alias: ZoneAlias(
        name: builder.name(owner), type: type, target: target, evaluatesTargetHealth: evaluatesTargetHealth,
        file: builder.file, line: targetToken.line, column: targetToken.column),
      owner: owner, ttl: target == .record(name) ? ttl : 60, annotation: annotation)
  }

  /// What the hosted zone makes of the name, and EvaluateTargetHealth.
  private mutating func readTarget(
    _ name: Name, _ type: RecordType, _ typeToken: ZoneScanner.Token
  ) throws(ZoneFault) -> (target: ZoneAlias.Target, evaluatesTargetHealth: Bool) {
    let zoneToken = try word("a hosted zone id or $self")
    let id = span(zoneToken).text
    guard id == "$self" || ZoneAlias.isHostedZone(id) else {
      throw fault(
        zoneToken,
        "$self or a hosted zone id is expected, \(ZoneAlias.distributionHostedZone) for distributions, found \(text(zoneToken))"
      )
    }
    let isDistribution = id == ZoneAlias.distributionHostedZone
    guard !isDistribution || type == .a || type == .aaaa else {
      throw fault(typeToken, "an alias to a distribution has type A or AAAA, found \(text(typeToken))")
    }
    let health = try word("true or false")
    guard ["true", "false"].contains(span(health).text) else {
      throw fault(health, "true or false is expected, found \(text(health))")
    }
    guard !isDistribution || span(health).text == "false" else {
      throw fault(health, "EvaluateTargetHealth must be false for a distribution, found \(text(health))")
    }
    let target: ZoneAlias.Target =
      id == "$self" ? .record(name) : isDistribution ? .distribution(name) : .resource(name, hostedZone: id)
    return (target, span(health).text == "true")
  }
}

extension ZoneAlias {
  /// A hosted zone id: 1 to 32 capital letters and digits (Route 53 API, ResourceId).
  package static func isHostedZone(_ text: String) -> Bool {
    (1...32).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isASCIIDigit || (65...90).contains($0) }
  }
}
