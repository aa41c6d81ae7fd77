import DNSWire
import Primitives

/// Verifies the messages that answer a signed request, in their order (RFC 8945 sections 5.3.1 and 5.4).
package struct TSIGVerifier: Sendable {
  package enum Fault: Error, Hashable, Sendable {
    case malformed
    /// The first or the last message is not signed.
    case unsigned
    /// More than 99 messages without a signature between two that have one.
    case tooFewSignatures
    case otherKey
    case badTruncation
    case badSignature
    case badTime
    /// The primary says what is wrong with our signature: an extended RCODE.
    case refused(UInt16)
  }

  private let key: TSIGKey
  /// The MAC that the next one continues.
  private var previous: [UInt8]
  private var isFirst = true
  /// Messages since the last signature; the next one covers them too.
  private var unsigned: [UInt8] = []
  private var unsignedCount = 0

  package init(key: TSIGKey, requestMAC: [UInt8]) { (self.key, previous) = (key, requestMAC) }

  /// Nothing of what came is without a signature.
  package var isComplete: Bool { !isFirst && unsignedCount == 0 }

  /// Checks the next message.
  package mutating func verify(_ message: Span<UInt8>, now: Instant) throws(Fault) {
    let found: (record: TSIGRecord, start: Int)?
    do throws(WireError) { found = try TSIGRecord.last(of: message) } catch { throw .malformed }
    guard let (record, start) = found else { return try acceptUnsigned(message) }
    guard record.keyName == key.name, record.algorithm == key.algorithm.name else { throw .otherKey }
    if record.error != 0 { throw .refused(record.error) }
    guard record.mac.count == key.algorithm.octets else { throw .badTruncation }
    let text = TSIGRecord.counted(previous) + unsigned + record.bare(message, start: start)
    guard TSIGKey.areEqual(key.mac(of: text + (isFirst ? record.variables : record.timers)), record.mac)
    else { throw .badSignature }
    guard record.isTimely(now) else { throw .badTime }
    (previous, isFirst) = (record.mac, false)
    (unsigned, unsignedCount) = ([], 0)
  }

  private mutating func acceptUnsigned(_ message: Span<UInt8>) throws(Fault) {
    guard !isFirst else { throw .unsigned }
    unsignedCount += 1
    guard unsignedCount <= TransferLimits.unsignedMessages else { throw .tooFewSignatures }
    message.withUnsafeBufferPointer { unsigned.append(contentsOf: $0) }
  }
}

extension TSIGRecord {
  /// The message as it was when it was signed: without this record, which begins at `start`, and with its first id.
  func bare(_ message: Span<UInt8>, start: Int) -> [UInt8] {
    var octets = (0..<start).map { message[$0] }
    let count = message.bigEndianUInt16(at: 10) &- 1
    (octets[10], octets[11]) = (UInt8(count >> 8), UInt8(truncatingIfNeeded: count))
    (octets[0], octets[1]) = (UInt8(originalID >> 8), UInt8(truncatingIfNeeded: originalID))
    return octets
  }

  /// Whether it was signed at most `fudge` seconds away from `now` (RFC 8945 section 5.2.3).
  func isTimely(_ now: Instant) -> Bool {
    let seconds = UInt64(clamping: now.secondsSinceEpoch)
    return (seconds > timeSigned ? seconds - timeSigned : timeSigned - seconds) <= UInt64(fudge)
  }
}

extension TSIGVerifier.Fault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed: "a malformed message"
    case .unsigned: "the first or last message is not signed"
    case .tooFewSignatures: "more than \(TransferLimits.unsignedMessages) messages without a signature"
    case .otherKey: "signed with another key or algorithm"
    case .badTruncation: "the signature is cut short"
    case .badSignature: "the signature is wrong: do both sides have the same secret?"
    case .badTime: "the signature is of another time: do both clocks agree?"
    case .refused(let code):
      switch TSIGError(rawValue: code) {
      case .badSignature: "BADSIG: the primary has another secret for the key"
      case .badKey: "BADKEY: the primary does not have the key"
      case .badTime: "BADTIME: the primary's clock is another"
      case .badTruncation: "BADTRUNC: the primary wants a longer signature"
      case nil: "the primary refuses the signature with error \(code)"
      }
    }
  }
}
