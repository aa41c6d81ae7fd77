import EdgeCache
import Primitives

import struct HTTPWire.RequestHead

/// One answered request of a viewer, as the access log has it.
package struct AccessLogEntry {
  package enum Format: String, Sendable, CaseIterable {
    /// CloudFront's standard log: tab-separated, 33 fields.
    case cloudfront
    /// One JSON object a line: the same fields, numbers as numbers, null for none; then the distribution's id, the
    /// behaviour, the reason of the result and the rule of the web ACL.
    case json
  }

  package enum HTTPVersion: Hashable, Sendable { case http1, http2 }

  // Where
  /// `IAD89-C1`
  package var edgeLocation: [UInt8] = []
  /// `Distribution.id`, its own domain name and `CacheBehavior.pathPattern`; empty where no distribution has the host.
  package var distribution: [UInt8] = []
  package var domainName: [UInt8] = []
  package var behavior: [UInt8] = []
  /// The distribution logs cookies.
  package var includesCookies = false

  // Who asked for what
  package var client = IPAddress(v4: 0)
  package var clientPort: UInt16 = 0
  package var request = RequestHead()
  package var httpVersion = HTTPVersion.http1
  /// Nil: plain HTTP.
  package var tls: Exchange.TLSSession?
  /// Octets of the request, its body included.
  package var requestOctets = 0

  // What was answered
  /// 0: the viewer left before anything was sent.
  package var status: UInt16 = 0
  /// The head as it was sent, of HTTP/1.1; empty where none was.
  package var responseHead: [UInt8] = []
  /// Octets of the response, head included.
  package var responseOctets = 0
  /// When the first octet was about to go, and when the last had gone.
  package var responseResult = ResultType.miss
  package var result = ResultType.miss
  package var reason = ResultReason.undecided
  /// Of the web ACL that has decided; empty for none.
  package var rule: [UInt8] = []

  // When
  /// The end of the response.
  package var time = Instant(nanosecondsSinceEpoch: 0)
  /// Nanoseconds from the request's head to the last octet, and to the first.
  package var timeTaken: Int64 = 0
  package var timeToFirstByte: Int64 = 0

  package init() {}

  /// What begins a file of the format.
  package static func preamble(of format: Format) -> [UInt8] {
    guard format == .cloudfront else { return [] }
    var text = Array("#Version: 1.0\n#Fields:".utf8)
    for field in AccessLogField.all {
      text.append(0x20)
      text.append(field.name)
    }
    text.append(0x0A)
    return text
  }

  /// Appends the line, its end included.
  package func append(as format: Format, to text: inout [UInt8]) {
    switch format {
    case .cloudfront: appendTabbed(to: &text)
    case .json: appendJSON(to: &text)
    }
  }

  private func appendTabbed(to text: inout [UInt8]) {
    let response = LoggedResponse(responseHead)
    for field in AccessLogField.all {
      let start = text.count
      append(field, of: response, to: &text)
      if text.count == start { text.append(UInt8(ascii: "-")) }
      text.append(0x09)
    }
    text[text.count - 1] = 0x0A
  }

  /// Values are percent-encoded as in the other format: nothing in them needs an escape.
  private func appendJSON(to text: inout [UInt8]) {
    let response = LoggedResponse(responseHead)
    var value: [UInt8] = []
    for field in AccessLogField.all {
      text.append(field == .date ? "{\"" : ",\"")
      text.append(field.name)
      text.append("\":")
      value.removeAll(keepingCapacity: true)
      append(field, of: response, to: &value)
      Self.append(value, isNumber: field.isNumber, to: &text)
    }
    let reason = reason == .undecided ? [] : Array(reason.rawValue.utf8)
    let parts = [
      ("distribution", distribution), ("behavior", behavior), ("reason", reason), ("rule", rule),
    ]
    for (name, part) in parts {
      text.append(contentsOf: ",\"\(name)\":".utf8)
      value.removeAll(keepingCapacity: true)
      value.append(logged: part.span)
      Self.append(value, isNumber: false, to: &text)
    }
    text.append("}\n")
  }

  private static func append(_ value: [UInt8], isNumber: Bool, to text: inout [UInt8]) {
    if value.isEmpty { return text.append("null") }
    if !isNumber { text.append(UInt8(ascii: "\"")) }
    text.append(contentsOf: value)
    if !isNumber { text.append(UInt8(ascii: "\"")) }
  }
}
