/// Who may ask at all: `WebACL` of the AWS WAFv2 API, what of it a lab can judge.
package struct WebACL: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    case allow
    case block(CustomResponse?)
    /// Goes on with the next rule.
    case count

    /// As the API spells it.
    package var word: String {
      switch self {
      case .allow: "Allow"
      case .block: "Block"
      case .count: "Count"
      }
    }
  }

  /// What a blocked request gets in place of the edge's own page.
  package struct CustomResponse: Hashable, Sendable {
    package var status: UInt16
    package var headers: [Header]
    package var body: Body?

    package struct Header: Hashable, Sendable {
      package var name: String
      package var value: String

      package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    package struct Body: Hashable, Sendable {
      /// `text/html`
      package var contentType: String
      package var content: String

      package init(contentType: String, content: String) {
        (self.contentType, self.content) = (contentType, content)
      }
    }

    package init(status: UInt16, headers: [Header] = [], body: Body? = nil) {
      (self.status, self.headers, self.body) = (status, headers, body)
    }
  }

  package struct Rule: Hashable, Sendable {
    package var name: String
    /// The least is judged first; no two are the same.
    package var priority: Int
    package var statement: WebACLStatement
    package var action: Action

    package init(name: String, priority: Int, statement: WebACLStatement, action: Action) {
      (self.name, self.priority, self.statement, self.action) = (name, priority, statement, action)
    }
  }

  package var name: String
  /// For requests that no rule allows or blocks.
  package var defaultAction: Action
  /// In any order.
  package var rules: [Rule]

  package init(name: String, defaultAction: Action, rules: [Rule]) {
    (self.name, self.defaultAction, self.rules) = (name, defaultAction, rules)
  }
}
