import DNSWire
import Primitives

extension Responder {
  /// Class CHAOS: who and what the server is, if it may tell (RFC 4892).
  mutating func answerChaos() {
    let text =
      switch true {
      case isQuery(for: "\u{7}version\u{4}bind"), isQuery(for: "\u{7}version\u{6}server"): settings.version
      case isQuery(for: "\u{2}id\u{6}server"), isQuery(for: "\u{8}hostname\u{4}bind"): settings.identifier
      default: [UInt8]()
      }
    guard query.type == .txt || query.type == .any, !text.isEmpty else {
      counts.code = .refused
      return
    }
    let octets = min(text.count, AnswerLimits.identifierOctets)
    let mark = writer.mark
    writer.appendPointer(to: WireLimits.headerOctets)
    writer.append(RecordType.txt.rawValue)
    writer.append(RecordClass.chaos.rawValue)
    writer.append(UInt32(0))
    writer.append(UInt16(octets + 1))
    writer.append(UInt8(octets))
    for index in 0..<octets { writer.append(text[index]) }
    if writer.overflowed { truncate(to: mark) } else { counts.answers = 1 }
  }

  /// True if QNAME is `name`, the labels of a name with their length octets.
  private func isQuery(for name: StaticString) -> Bool {
    let count = name.utf8CodeUnitCount
    guard query.name.count == count + 1 else { return false }
    for index in 0..<count where query.name.span[index] != name.utf8Start[index] { return false }
    return true
  }
}
