import HTTPWire
import Primitives

/// A `WebACL` ready for requests, with what it has counted. Belongs to one cache, where all its distributions share it.
final class CompiledWebACL {
  let definition: WebACL
  private let rules: [CompiledRule]
  private let defaultRule: CompiledRule

  struct CompiledRule {
    let name: String
    let statement: CompiledStatement?
    let action: WebACL.Action
    /// What the blocked get; nil where nobody is.
    let page: BlockPage?
    /// A place in `Figures`.
    let series: Int
  }

  init(_ acl: WebACL, seed: UInt64, figures: inout Figures) {
    definition = acl
    var compiled: [CompiledRule] = []
    for rule in acl.rules.sorted(by: { $0.priority < $1.priority }) {
      compiled.append(
        Self.compiled(
          rule.name, CompiledStatement(rule.statement, seed: seed), rule.action, of: acl, &figures))
    }
    rules = compiled
    defaultRule = Self.compiled(Self.defaultName, nil, acl.defaultAction, of: acl, &figures)
  }

  /// CloudWatch's name for the requests that no rule has decided.
  static let defaultName = "Default_Action"

  private static func compiled(
    _ name: String, _ statement: CompiledStatement?, _ action: WebACL.Action, of acl: WebACL,
    _ figures: inout Figures
  ) -> CompiledRule {
    var page: BlockPage?
    if case .block(let response) = action { page = BlockPage(response) }
    return CompiledRule(
      name: name, statement: statement, action: action, page: page,
      series: figures.ruleIndex(webACL: acl.name, rule: name, action: action))
  }

  /// The rule that decides, after those that only count.
  func decide(
    _ exchange: Exchange, _ request: borrowing RequestHead, _ target: RequestTarget, now: Instant,
    _ figures: inout Figures
  ) -> CompiledRule {
    for rule in rules {
      guard let statement = rule.statement, statement.holds(for: exchange, request, target, now: now) else {
        continue
      }
      figures.addRule(rule.series)
      if rule.action == .count {
        exchange.countedRules.append(rule.name)
      } else {
        return rule
      }
    }
    figures.addRule(defaultRule.series)
    return defaultRule
  }
}

/// The answer to a blocked request. It is made once a second at most: a flood is to cost little.
final class BlockPage {
  private let response: WebACL.CustomResponse?
  private var page: StoredResponse?

  init(_ response: WebACL.CustomResponse?) { self.response = response }

  /// A body of its own is not replaced by a custom error page of the distribution.
  var isCustom: Bool { response?.body != nil }
  var status: UInt16 { response?.status ?? 403 }

  func made(at now: Instant) -> StoredResponse {
    if let page, page.responseTime.secondsSinceEpoch == now.secondsSinceEpoch { return page }
    let made = response.map { GeneratedPage.custom($0, now: now) } ?? GeneratedPage.blocked(now: now)
    page = made
    return made
  }
}
