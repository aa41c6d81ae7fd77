import DNSWire
import Foundation

/// edgesim beside NSD, Knot and BIND: the same zones, the same questions, one report of what differs.
///
///     differential [--seed N] [--zones N] [--questions N] [--signed HOW] [--port N] [--keep DIRECTORY] [--verbose]
///
/// `--signed` has the zones signed with nsec, nsec3 or optout by dnssec-signzone, or with NSEC3 by ldns. `--questions` is how many of each zone's questions are asked, 0 for all. Exit status 1: edgesim disagrees with a
/// majority somewhere; 2: it could not be run.
@main
enum Differential {
  static let types: [RecordType] = [
    .a, .aaaa, .ns, .cname, .mx, .txt, .soa, .ptr, .srv, .ds, .dname, .any, RecordType(rawValue: 65_280),
  ]

  /// Asked besides when zones are signed.
  static let signatureTypes: [RecordType] = [.rrsig, .nsec, .nsec3, .nsec3param, .dnskey]

  static func main() throws {
    let options = Options(CommandLine.arguments.dropFirst())
    for implementation in Implementation.allCases
    where !FileManager.default.isExecutableFile(atPath: implementation.program) {
      print("\(implementation.program) is needed: apt-get install nsd knot bind9, and make build")
      exit(2)
    }
    print("seed \(options.seed), \(options.zones) zones, \(options.questions) questions each")
    var generator = ZoneGenerator(seed: options.seed)
    var families = (0..<options.zones).map { generator.zones(number: $0) }
    let directory = URL(fileURLWithPath: options.directory)
    let zones = directory.appendingPathComponent("zones")
    for old in [zones, directory.appendingPathComponent("keys")] {
      try? FileManager.default.removeItem(at: old)
    }
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    for zone in families.joined() {
      let file = zones.appendingPathComponent("\(zone.origin).zone")
      try zone.text.write(to: file, atomically: true, encoding: .utf8)
    }
    if let signer = options.signer {
      families = try families.filter { family in
        if try family.allSatisfy({ try signer.sign($0.origin, in: directory) }) { return true }
        for zone in family {
          try FileManager.default.removeItem(at: zones.appendingPathComponent("\(zone.origin).zone"))
        }
        return false
      }
      print("\(families.count) families of zones signed")
    }
    let origins = families.joined().map(\.origin)
    var servers: [Server] = []
    defer { for server in servers { server.stop() } }
    for (index, implementation) in Implementation.allCases.enumerated() {
      servers.append(
        try Server(implementation, port: options.port + UInt16(index), zones: origins, directory: directory))
    }
    let status = try run(families, servers, options, &generator)
    for server in servers { server.stop() }
    servers = []
    exit(status)
  }

  private static func run(
    _ families: [[GeneratedZone]], _ servers: [Server], _ options: Options, _ generator: inout ZoneGenerator
  ) throws -> Int32 {
    let askers = servers.map { Asker(port: $0.port) }
    guard try areUp(askers, families.joined().map(\.origin)) else {
      print("a server does not answer; see \(options.directory)/*/log")
      return 2
    }
    var disagreements = Disagreements()
    var asked = 0
    for family in families {
      let served = try askers.map { asker in try family.allSatisfy { try asker.serves($0.origin) } }
      if !served[0] { print("edgesim does not serve \(family.map(\.origin))") }
      guard served[0] else { continue }
      let questions = try questions(for: family, options, &generator)
      asked += questions.count
      let responses = try askers.map { try $0.ask(questions) }
      for (index, question) in questions.enumerated() {
        let outcomes = responses.map { Outcome($0[index], to: question) }
        let peers = (1..<servers.count).filter { served[$0] }.map {
          (servers[$0].implementation, outcomes[$0])
        }
        disagreements.compare(outcomes[0], peers, to: question, in: family, seed: options.seed)
      }
    }
    for packet in OddPacket.all {
      let outcomes = try askers.map { Outcome(header: try $0.ask(packet: packet.octets)) }
      let peers = (1..<servers.count).map { (servers[$0].implementation, outcomes[$0]) }
      disagreements.compare(outcomes[0], peers, to: packet)
      if options.isVerbose {
        print(packet.name, zip(servers, outcomes).map { "\n  \($0.implementation) \($1.fields)" }.joined())
      }
    }
    print(disagreements.report)
    for line in disagreements.explained { print("explained: \(line)") }
    print(disagreements.sizeReport)
    print("\(asked) questions, \(disagreements.count) disagreements")
    return disagreements.count == 0 ? 0 : 1
  }

  /// Waits until every server has loaded some zone.
  private static func areUp(_ askers: [Asker], _ origins: [String]) throws -> Bool {
    for asker in askers {
      var isUp = false
      for _ in 0..<20 where !isUp {
        isUp = try origins.prefix(10).contains { try asker.serves($0) }
        if !isUp { usleep(300_000) }
      }
      guard isUp else { return false }
    }
    return true
  }

  private static func questions(
    for family: [GeneratedZone], _ options: Options, _ generator: inout ZoneGenerator
  ) throws -> [Question] {
    var all: [Question] = []
    let isSigned = options.signer != nil
    let manners = isSigned ? Question.Manner.signed : Question.Manner.plain
    var types = Self.types
    if let signer = options.signer {
      // NSD does not follow a CNAME for NSEC3, as for NSEC: no voice where there are no such records.
      types += signatureTypes.filter { signer != .nsec || $0 != .nsec3 }
    }
    for zone in family {
      var names = ZoneGenerator.names(below: zone.origin)
      let file = URL(fileURLWithPath: "\(options.directory)/zones/\(zone.origin).zone")
      if isSigned, let hashed = try Signer.hashedName(in: file) { names += [hashed, "x.\(hashed)"] }
      for name in names {
        for type in types {
          all.append(Question(name: name, type: type, manner: generator.pick(manners)))
        }
      }
    }
    guard options.questions > 0, options.questions < all.count else { return all }
    return (0..<options.questions).map { _ in generator.pick(all) }
  }
}

struct Options {
  var seed: UInt64 = 1
  var zones = 200
  var questions = 0
  var port: UInt16 = 21_100
  var signer: Signer?
  /// Print what every server says to every odd packet.
  var isVerbose = false
  var directory = NSTemporaryDirectory() + "edgesim-differential"

  init(_ arguments: ArraySlice<String>) {
    var rest = arguments
    while let name = rest.popFirst() {
      if name == "--verbose" {
        isVerbose = true
        continue
      }
      let value = rest.popFirst() ?? ""
      switch name {
      case "--seed": seed = UInt64(value) ?? seed
      case "--zones": zones = Int(value) ?? zones
      case "--questions": questions = Int(value) ?? questions
      case "--signed":
        signer = Signer(rawValue: value)
        guard signer != nil else {
          print("--signed takes \(Signer.allCases.map(\.rawValue).joined(separator: ", "))")
          exit(2)
        }
      case "--port": port = UInt16(value) ?? port
      case "--keep": directory = value
      default:
        print("unknown option \(name)")
        exit(2)
      }
    }
  }
}
