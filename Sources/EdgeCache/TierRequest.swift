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
    guard let text = fields["X-Edge-Tier"] else { return nil }
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 3 || words.count == 4 && words[3] == "refresh",
      let role = CacheTier.Role(rawValue: words[0]), role != .edge,
      let member = Member(rawValue: words[2]), words[1] == "http" || words[1] == "https"
    else { return nil }
    self.init(
      role: role, scheme: words[1] == "https" ? .https : .http, member: member, refreshes: words.count == 4)
  }

  /// `origin-shield https primary`
  var text: String { "\(role.rawValue) \(scheme) \(member.rawValue)\(refreshes ? " refresh" : "")" }
}
