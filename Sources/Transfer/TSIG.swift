import DNSWire
import Primitives

/// Why a signed message is refused: the extended RCODEs of RFC 8945 section 3.
package enum TSIGError: UInt16, Sendable {
  case badSignature = 16
  case badKey = 17
  case badTime = 18
  case badTruncation = 22
}

/// What the signature of a request is worth.
package enum TSIGVerdict: Sendable {
  case unsigned
  /// Signed by a key we have. The request without its TSIG, and what signs the answer.
  case verified(request: [UInt8], signer: TSIGSigner)
  /// The answer to give, whole.
  case refused(TSIGError, answer: [UInt8])
  case malformed
}

extension TSIGVerdict {
  /// Checks a request (RFC 8945 section 5.2).
  package init(of message: Span<UInt8>, keys: [TSIGKey], now: Instant) {
    let found: (record: TSIGRecord, start: Int)?
    do throws(WireError) { found = try TSIGRecord.last(of: message) } catch {
      self = .malformed
      return
    }
    guard let (record, start) = found else {
      self = .unsigned
      return
    }
    var request = (0..<start).map { message[$0] }
    let count = (UInt16(request[10]) << 8 | UInt16(request[11])) &- 1
    (request[10], request[11]) = (UInt8(count >> 8), UInt8(truncatingIfNeeded: count))
    guard let key = keys.first(where: { $0.name == record.keyName && $0.algorithm.name == record.algorithm })
    else {
      self = .refused(.badKey, answer: Self.answer(request, record, .badKey))
      return
    }
    guard record.mac.count == key.algorithm.octets else {
      self = .refused(.badTruncation, answer: Self.answer(request, record, .badTruncation))
      return
    }
    let covered = record.bare(message, start: start)
    guard TSIGKey.areEqual(key.mac(of: covered + record.variables), record.mac) else {
      self = .refused(.badSignature, answer: Self.answer(request, record, .badSignature))
      return
    }
    guard record.isTimely(now) else {
      let seconds = UInt64(clamping: now.secondsSinceEpoch)
      self = .refused(.badTime, answer: Self.lateAnswer(request, record, key, seconds))
      return
    }
    self = .verified(request: request, signer: TSIGSigner(key: key, requestMAC: record.mac))
  }

  /// NOTAUTH with a TSIG that says why and is itself not signed (section 5.2.1 and 5.2.2).
  private static func answer(_ request: [UInt8], _ record: TSIGRecord, _ error: TSIGError) -> [UInt8] {
    var answer = refusal(of: request)
    var reason = record
    (reason.mac, reason.other, reason.error) = ([], [], error.rawValue)
    reason.append(to: &answer)
    return answer
  }

  /// BADTIME is signed and tells our time (section 5.2.3).
  private static func lateAnswer(_ request: [UInt8], _ record: TSIGRecord, _ key: TSIGKey, _ now: UInt64)
    -> [UInt8]
  {
    var answer = refusal(of: request)
    var reason = TSIGRecord(
      key: key, timeSigned: record.timeSigned, fudge: record.fudge, originalID: record.originalID,
      error: TSIGError.badTime.rawValue,
      other: (0..<6).map { UInt8(truncatingIfNeeded: now >> UInt64(8 * (5 - $0))) })
    reason.mac = key.mac(of: TSIGRecord.counted(record.mac) + answer + reason.variables)
    reason.append(to: &answer)
    return answer
  }

  private static func refusal(of request: [UInt8]) -> [UInt8] {
    var end = WireLimits.headerOctets
    if request[4] == 0, request[5] == 1, let length = Name.length(of: request.span, at: end),
      end + length + 4 <= request.count
    {
      end += length + 4
    }
    var answer = Array(request[..<end])
    answer[2] = 0x80 | answer[2] & 0x79
    answer[3] = UInt8(ResponseCode.notAuthoritative.rawValue)
    for index in 4..<WireLimits.headerOctets { answer[index] = 0 }
    if end > WireLimits.headerOctets { answer[5] = 1 }
    return answer
  }
}

/// Signs messages: a request, or the answer to one, of one message or more.
package struct TSIGSigner: Sendable {
  package let key: TSIGKey
  /// The MAC that the next one continues: of the request, then of the message before. Nil: this is the request.
  private var previous: [UInt8]?
  private var isFirst = true

  /// For the answer to a request with that MAC; for a request if it is nil.
  package init(key: TSIGKey, requestMAC: [UInt8]? = nil) { (self.key, previous) = (key, requestMAC) }

  /// The MAC of what was signed last: the answer to a request continues it.
  package var mac: [UInt8] { previous ?? [] }

  /// Appends TSIG to `message` (RFC 8945 sections 5.1 and 5.3).
  package mutating func sign(_ message: inout [UInt8], now: Instant) {
    var record = TSIGRecord(
      key: key, timeSigned: UInt64(clamping: now.secondsSinceEpoch),
      originalID: UInt16(message[0]) << 8 | UInt16(message[1]))
    let before = previous.map(TSIGRecord.counted) ?? []
    record.mac = key.mac(of: before + message + (isFirst ? record.variables : record.timers))
    record.append(to: &message)
    (previous, isFirst) = (record.mac, false)
  }
}
