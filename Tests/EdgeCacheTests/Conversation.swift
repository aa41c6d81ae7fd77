import EdgeCache
import HTTPWire
import Primitives
import Testing

/// A conversation of viewer, edge and origin as text, in virtual time:
///
/// ```
/// > GET /a | Cookie: a=1       a viewer asks (fields after bars)
/// ? If-None-Match: "1"         the origin is asked with this line; `?! Cookie` without such a line; `? -` not at all
/// o 200 | Cache-Control: ...   it answers; the body is the status and how often it was asked
/// x readTimeout                or fails
/// < 200 Hit fresh | Age: 30    the viewer gets it: status, result, reason, lines it must hold; `! Age` it must not
/// + 30                         seconds pass
/// ```
///
/// A request that needs the origin and finds no `o` or `x` fails the test, and so does an answer nobody asked for:
/// a hit is proven by the origin's silence.
struct Conversation {
  let lab: Lab
  private var exchange = Exchange()
  private var fetch: Fetch?

  init(_ lab: Lab) { self.lab = lab }

  static func run(_ text: String, _ lab: Lab = Lab(), sourceLocation: SourceLocation = #_sourceLocation) {
    var conversation = Conversation(lab)
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      conversation.play(String(line), number + 1, sourceLocation)
    }
    #expect(conversation.fetch == nil, "the last fetch has no answer", sourceLocation: sourceLocation)
  }

  private mutating func play(_ line: String, _ number: Int, _ location: SourceLocation) {
    let parts = line.dropFirst(2).split(separator: " | ").map(String.init)
    let words = parts.first?.split(separator: " ").map(String.init) ?? []
    let place = Comment(rawValue: "line \(number): \(line)")
    switch line.first {
    case ">":
      #expect(fetch == nil, place, sourceLocation: location)
      exchange = lab.exchange(words[0], words[1], fields: parts.dropFirst().map(lab.field))
      if words.last == "https" { exchange.viewerScheme = .https }
      if words.last == "HTTP/1.0" { exchange.request.minorVersion = 0 }
      fetch = lab.cache.begin(exchange, now: lab.now)
    case "?" where line == "? -": #expect(fetch == nil, place, sourceLocation: location)
    case "?":
      #expect(fetch != nil && matches(fetch?.requestHead ?? [], line), place, sourceLocation: location)
    case "o":
      guard let asked = fetch else { Issue.record(place, sourceLocation: location); return }
      fetch = lab.answer(asked, UInt16(words[0]) ?? 0, parts.dropFirst().map(lab.field)).first
    case "x":
      let failure = OriginFailure.allCases.first { "\($0)" == words[0] }
      guard let asked = fetch, let failure else { Issue.record(place, sourceLocation: location); return }
      fetch = lab.cache.fail(asked, failure, now: lab.now).first
    case "<":
      guard exchange.phase == .responding else { Issue.record(place, sourceLocation: location); return }
      let found = "\(exchange.status) \(exchange.result.text) \(exchange.reason.rawValue)"
      #expect(found == parts[0], place, sourceLocation: location)
      for part in parts.dropFirst() {
        #expect(matches(exchange.head, "< " + part), place, sourceLocation: location)
      }
    case "!":
      let head = String(decoding: exchange.head, as: UTF8.self)
      #expect(!head.contains("\r\n" + line.dropFirst(2)), place, sourceLocation: location)
    case "+": lab.now = lab.now.advanced(bySeconds: Int64(words[0]) ?? 0)
    default: Issue.record(place, sourceLocation: location)
    }
  }

  /// Whether a head has the line; `?!`: whether it has no line that begins so.
  private func matches(_ head: [UInt8], _ line: String) -> Bool {
    let text = String(decoding: head, as: UTF8.self)
    if line.hasPrefix("?! ") { return !text.contains("\r\n" + line.dropFirst(3)) }
    return text.hasPrefix(line.dropFirst(2) + "\r\n") || text.contains("\r\n" + line.dropFirst(2) + "\r\n")
  }
}
