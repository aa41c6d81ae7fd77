extension CachePolicy.Selection {
  /// What either selects: an allow-list of one goes over a block-list of the other.
  func union(_ other: Self) -> Self {
    switch (self, other) {
    case (.none, let one), (let one, .none): one
    case (.all, _), (_, .all): .all
    case (.whitelist(let a), .whitelist(let b)): .whitelist(a + b.filter { !a.contains($0) })
    case (.allExcept(let a), .allExcept(let b)): Self.allBut(a.filter(b.contains))
    case (.allExcept(let blocked), .whitelist(let names)), (.whitelist(let names), .allExcept(let blocked)):
      Self.allBut(blocked.filter { !names.contains($0) })
    case (.matching(let a), .matching(let b)), (.matching(let a), .whitelist(let b)),
      (.whitelist(let a), .matching(let b)):
      .matching(a + b)
    case (.matching, .allExcept), (.allExcept, .matching): .all
    }
  }

  private static func allBut(_ names: [String]) -> Self { names.isEmpty ? .all : .allExcept(names) }
}
