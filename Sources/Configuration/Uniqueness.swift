/// Holds what may occur once and reports what occurs again, at the second place, naming the first.
struct Uniqueness {
  private var first: [String: ConfigurationNode] = [:]

  /// Claims `value` as a `kind`. `code` is the API's word for the fault.
  @discardableResult
  mutating func claim(
    _ value: String, _ kind: String, _ node: ConfigurationNode?, code: String? = nil
  ) -> Bool {
    guard let node else { return true }
    let key = "\(kind) \(value)"
    if let earlier = first[key] {
      node.error("\(code.map { "\($0): " } ?? "")\(kind) '\(value)' is already used at \(earlier.place)")
      return false
    }
    first[key] = node
    return true
  }
}
