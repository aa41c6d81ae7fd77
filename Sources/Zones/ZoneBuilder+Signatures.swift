import DNSWire
import Primitives

/// What a signed zone gets wrong and validating resolvers would punish, as far as it shows without a key or a clock.
extension ZoneBuilder {
  mutating func checkSignatures(of zone: Zone) {
    func apexHas(_ type: RecordType) -> Bool { zone.recordSet(type, at: zone.apexNode) != nil }
    guard zone.isSigned else {
      if apexHas(.dnskey) {
        warn("the zone has a DNSKEY record but its SOA record no signature: sign the zone")
      }
      return
    }
    if case .hashes(let parameters) = zone.denial {
      checkIterations(parameters.iterations)
    } else if apexHas(.nsec3param) {
      warn("no NSEC3 record has the parameters of NSEC3PARAM (RFC 5155 section 4): sign the zone again")
    }
    if case .none = zone.denial {
      return warn("the zone is signed but has no NSEC or NSEC3 records: what does not exist cannot be proved")
    }
    checkChain(of: zone)
    checkCoverage(of: zone)
  }

  private mutating func warn(_ message: String) { report(0, 0, message, severity: .warning) }

  private mutating func checkIterations(_ iterations: Int) {
    if iterations > ZoneLimits.iterations {
      report(
        0, 0,
        "NSEC3 with \(iterations) iterations; at most \(ZoneLimits.iterations) are served, and 0 are best (RFC 9276)"
      )
    } else if iterations > ZoneLimits.trustedIterations {
      warn(
        "NSEC3 with \(iterations) iterations; resolvers take the zone for unsigned above \(ZoneLimits.trustedIterations), 0 are best (RFC 9276)"
      )
    }
  }

  /// Every record of the chain leads to the next one. One gap is reported.
  private mutating func checkChain(of zone: Zone) {
    let octets = zone.octets
    for index in 0..<zone.chain.count {
      let node = zone.node(at: Int(zone.chain[index]))
      let next = zone.node(at: Int(zone.chain[index + 1 == zone.chain.count ? 0 : index + 1]))
      guard let set = zone.denialSet(at: node), set.end - set.start > 2 else { continue }
      let length = Int(octets.load(at: set.start, as: UInt16.self))
      let data = octets.extracting(set.start + 2..<set.start + 2 + length)
      let name = octets.extracting(next.nameRange)
      let isRight =
        zone.hasHashedDenial ? Self.leads(hashed: data, to: name) : Self.leads(data, to: name, zone)
      guard !isRight else { continue }
      let owner = Name(wire: zone.name(of: node)) ?? zone.apex
      return warn("the \(set.type) record of \(owner) does not lead to the next one: sign the zone again")
    }
  }

  private static func leads(_ data: Span<UInt8>, to relative: Span<UInt8>, _ zone: Zone) -> Bool {
    guard let octets = Name.length(of: data, at: 0), octets == relative.count + zone.apexOctets else {
      return false
    }
    return data.extracting(0..<relative.count).equalsIgnoringCase(relative)
      && zone.isApex(data.extracting(relative.count..<octets))
  }

  private static func leads(hashed data: Span<UInt8>, to relative: Span<UInt8>) -> Bool {
    let start = 6 + (data.count > 4 ? Int(data[4]) : 0)
    guard data.count >= start + NSEC3.hashOctets, Int(data[start - 1]) == NSEC3.hashOctets else {
      return false
    }
    let label = NSEC3.label(data.extracting(start..<start + NSEC3.hashOctets))
    return label.span.equalsIgnoringCase(relative)
  }

  /// What the zone has authority for is signed, but NS records at cuts (RFC 4035 section 2.2).
  private mutating func checkCoverage(of zone: Zone) {
    var (count, first) = (0, "")
    var entry: ZoneNode? = zone.apexNode
    while let node = entry {
      entry = zone.node(after: node.offset)
      if node.isOccluded { continue }
      var offset = node.setStart
      for _ in 0..<node.setCount {
        let set = zone.recordSet(at: offset)
        offset = set.end
        if set.isSigned || set.type == .rrsig { continue }
        if node.isCut, set.type != .ds, set.type != .nsec { continue }
        if count == 0 {
          first =
            "\(Name(wire: zone.name(of: node)) ?? zone.apex) \(set.type)\(set.isAlias ? ", an alias" : "")"
        }
        count += 1
      }
    }
    guard count > 0 else { return }
    warn(
      "RRsets without a signature in a signed zone: \(count), the first is \(first); validating resolvers refuse them"
    )
  }
}
