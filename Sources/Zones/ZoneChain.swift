import DNSWire
import Primitives

/// The NSEC or NSEC3 chain of a zone that is laid out, empty if it is not signed.
struct ZoneChain {
  private(set) var isSigned = false
  private(set) var denial = Denial.none
  /// Where the entries with its records stand, in canonical order; for NSEC3 that is the order of their hashes.
  private(set) var entries: [UInt64] = []

  /// The first entry of `storage` is the apex.
  init(_ storage: ZoneStorage) {
    guard let authority = storage.set(.soa, ofEntry: 0),
      storage.load(at: authority + 11, as: UInt8.self) & RecordSet.signed != 0
    else { return }
    isSigned = true
    if let parameters = Self.parameters(storage) {
      denial = .hashes(parameters)
      collect(storage) { entry in Self.isHashed(storage, entry, parameters) }
    }
    // While a zone moves from one to the other, NSEC serves until NSEC3PARAM tells that its chain is there.
    if entries.isEmpty, storage.set(.nsec, ofEntry: 0) != nil {
      denial = .names
      collect(storage) { entry in
        storage.load(at: entry + 1, as: UInt8.self) & ZoneNode.occluded == 0
          && storage.set(.nsec, ofEntry: entry) != nil
      }
    }
    if entries.isEmpty { denial = .none }
  }

  private mutating func collect(_ storage: ZoneStorage, where isPart: (_ entry: Int) -> Bool) {
    var entry = 0
    while entry < storage.count {
      if isPart(entry) { entries.append(UInt64(entry)) }
      entry = storage.end(ofEntry: entry)
    }
  }

  /// The first NSEC3PARAM record that says SHA-1 and has no flags (RFC 5155 section 4.1).
  private static func parameters(_ storage: ZoneStorage) -> Denial.HashParameters? {
    guard let set = storage.set(.nsec3param, ofEntry: 0) else { return nil }
    var data = set + 14
    for _ in 0..<storage.load(at: set + 2, as: UInt16.self) {
      let octets = Int(storage.load(at: data - 2, as: UInt16.self))
      let span = storage.span(data..<data + octets)
      if octets >= 5, span[0] == NSEC3.sha1, span[1] == 0, octets == 5 + Int(span[4]) {
        let iterations = Int(span[2]) << 8 | Int(span[3])
        return .init(iterations: iterations, saltStart: data + 5, saltOctets: octets - 5)
      }
      data += octets + 2
    }
    return nil
  }

  /// An entry of the chain: one label of a hash, and NSEC3 with the same parameters.
  private static func isHashed(
    _ storage: ZoneStorage, _ entry: Int, _ parameters: Denial.HashParameters
  ) -> Bool {
    let name = storage.name(ofEntry: entry)
    guard name.count == NSEC3.labelOctets, name[0] == UInt8(NSEC3.labelOctets - 1),
      let set = storage.set(.nsec3, ofEntry: entry)
    else { return false }
    let data = storage.span(set + 14..<storage.end(ofEntry: entry))
    let salt = storage.span(parameters.salt)
    return data.count >= 5 + salt.count && data[0] == NSEC3.sha1
      && Int(data[2]) << 8 | Int(data[3]) == parameters.iterations
      && Int(data[4]) == salt.count && data.extracting(5..<5 + salt.count).equals(salt)
  }
}
