import DNSWire
import EdgeCache
import Primitives
import Zones

/// What alias records may point to: the domain names of the distributions.
package struct AliasTargets: Sendable {
  private let distributions: [Distribution]

  package init(_ distributions: [Distribution]) { self.distributions = distributions }

  /// Checks every alias of `zone` that points to a distribution.
  func check(_ zone: Zone, _ diagnostics: DiagnosticCollector) {
    for alias in zone.aliases {
      guard case .distribution(let target) = alias.target,
        let fault = fault(owner: alias.name.description, target: target.description)
      else { continue }
      diagnostics.add(
        Diagnostic(
          file: alias.file, line: alias.line, column: alias.column, severity: fault.severity, fault.message))
    }
  }

  /// What is wrong with an alias record called `owner` that points to the distribution `target`, if anything is.
  /// Both are names as a zone file has them; a final dot and letter case make no difference.
  package func fault(owner: String, target: String) -> (severity: Diagnostic.Severity, message: String)? {
    let (owner, name) = (Self.hostName(owner), Self.hostName(target))
    guard let distribution = distributions.first(where: { $0.domainName == name }) else {
      let suggestion = NearestName.suggestion(for: name, among: distributions.map(\.domainName))
      return (.error, "no distribution has the domain name \(name.quoted)\(suggestion)")
    }
    guard distribution.aliases.contains(where: { Self.covers($0, owner) }) else {
      return (
        .warning,
        "\(owner.quoted) is not among the Aliases of distribution \(distribution.id.quoted), which will not answer for it"
      )
    }
    return nil
  }

  /// Whether `alias`, which may begin with `*.`, is `name` or covers it.
  private static func covers(_ alias: String, _ name: String) -> Bool {
    guard alias.hasPrefix("*.") else { return alias == name }
    return name.hasSuffix(alias.dropFirst())
  }

  private static func hostName(_ text: String) -> String {
    let lowercased = text.lowercased()
    return lowercased.hasSuffix(".") ? String(lowercased.dropLast()) : lowercased
  }
}
