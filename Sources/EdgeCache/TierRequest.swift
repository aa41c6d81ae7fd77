import HTTPWire
import Primitives

/// What one cache of the edge tells the next about a request, beside the viewer's own fields: `X-Edge-Tier`.
///
/// Nobody else can say it: a viewer's field of the name goes nowhere, and it is read only where the shell knows that
/// another cache is asking (`Exchange.isFromCache`).
struct TierRequest: Hashable {
  /// Which origin of a group an Origin Shield is to ask: each has a shield of its own, and the cache before it chooses.
  enum Member: String, Hashable { case any, primary, secondary }

  static let fieldName: StaticString = "X-Edge-Tier"

  var role: CacheTier.Role
  var scheme: Exchange.Scheme
  var member: Member
  /// The origin is to be asked even where a copy is fresh.
  var refreshes: Bool

  init(role: CacheTier.Role, scheme: Exchange.Scheme, member: Member, refreshes: Bool) {
    (self.role, self.scheme, self.member, self.refreshes) = (role, scheme, member, refreshes)
  }

  /// Nil: it is not there, or does not make sense.
  init?(_ fields: borrowing Fields) {
    let words = fields.words(of: Self.fieldName)
    guard words.count == 3 || words.count == 4 && words[3] == "refresh",
      let role = CacheTier.Role(rawValue: words[0]), role != .edge,
      let member = Member(rawValue: words[2]), words[1] == "http" || words[1] == "https"
    else { return nil }
    self.init(
      role: role, scheme: words[1] == "https" ? .https : .http, member: member, refreshes: words.count == 4)
  }

  /// `X-Edge-Tier: origin-shield https primary`
  func append(to head: inout [UInt8]) {
    head.append(Self.fieldName)
    head.append(": ")
    head.append(contentsOf: role.rawValue.utf8)
    head.append(scheme == .https ? " https " : " http ")
    head.append(contentsOf: member.rawValue.utf8)
    head.append(refreshes ? " refresh\r\n" : "\r\n")
  }
}

extension Fields {
  /// The words of the first line called `name`; empty: there is none.
  func words(of name: StaticString) -> [String] {
    var words: [String] = []
    words.reserveCapacity(4)
    guard let index = indices.first(where: { self.name($0).equalsIgnoringCase(name) }) else { return words }
    let value = value(index)
    var start = 0
    while start < value.count {
      let end = value.firstIndex(of: UInt8(ascii: " "), in: start..<value.count) ?? value.count
      if start < end { words.append(value.extracting(start..<end).text) }
      start = end + 1
    }
    return words
  }
}
