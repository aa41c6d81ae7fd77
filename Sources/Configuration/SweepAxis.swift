import Primitives
import Simulation

/// One thing that a sweep varies, and what its values are.
package struct SweepAxis: Sendable {
  package enum Kind: Sendable {
    /// Of each value, what it changes.
    case lab([LabSetting.Change])
    /// The path in the drill's file.
    case drill(String)
  }

  package let plan: SweepPlan.Axis
  package let kind: Kind

  package struct Refused: Error, CustomStringConvertible {
    package let description: String
  }

  /// Reads `NAME=VALUE,VALUE`; commas in brackets and braces belong to a value. `paths` are those of the drill's file, for
  /// suggestions.
  package init(_ text: String, paths: [String]) throws(Refused) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw Refused(description: "'\(text)' varies nothing; expected a name and values, as in ttl=20,60,300")
    }
    let name = String(text[..<equals])
    let values = Self.values(text[text.index(after: equals)...])
    guard values.allSatisfy({ !$0.isEmpty }) else {
      throw Refused(description: "'\(text)' has an empty value; expected values such as ttl=20,60,300")
    }
    let seen = values.enumerated().first { values[..<$0.offset].contains($0.element) }
    if let seen { throw Refused(description: "\(name) is to be \(seen.element.quoted) twice") }
    if let setting = LabSetting(rawValue: name) {
      do throws(LabSetting.Refused) {
        var changes: [LabSetting.Change] = []
        for value in values { changes.append(try setting.change(to: value)) }
        kind = .lab(changes)
      } catch {
        throw Refused(description: error.description)
      }
    } else if DrillValue.isPath(name) {
      kind = .drill(name)
    } else {
      throw Refused(description: Self.unknown(name, paths))
    }
    plan = SweepPlan.Axis(name: name, values: values)
  }

  private static func unknown(_ name: String, _ paths: [String]) -> String {
    let settings = LabSetting.allCases.map(\.rawValue)
    // Who knows the last key alone is told the way to it.
    let ends = paths.filter { path in
      path.split(separator: ".").last.map { $0.lowercased() == name.lowercased() } ?? false
    }
    let near = NearestName.nearest(to: name, among: settings + paths, count: 1)
    let suggestion = (ends.isEmpty ? near : ends).prefix(3)
    return "there is no \(name.quoted) to vary"
      + (suggestion.isEmpty ? "." : "; did you mean \(Array(suggestion).listed)?")
      + " Known are \(settings.joined(separator: ", ")), and the values of the drill's file, such as population.clients"
  }

  private static func values(_ text: Substring) -> [String] {
    var values = [""]
    var depth = 0
    for character in text {
      if "[{".contains(character) { depth += 1 }
      if "]}".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        values.append("")
      } else {
        values[values.count - 1].append(character)
      }
    }
    return values
  }
}
