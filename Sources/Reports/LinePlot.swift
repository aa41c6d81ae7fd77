import Glibc
import Primitives

/// Lines of ratios from 0 to 1 as an SVG.
struct LinePlot {
  struct Line {
    var name: String
    var points: [(x: Double, y: Double)]
  }

  let title: String
  let lines: [Line]
  /// Powers of ten evenly apart, not numbers.
  let hasLogarithmicX: Bool

  private static let (left, top, width, height) = (50.0, 10.0, 700.0, 300.0)
  private static let colours = [
    "#4477aa", "#ee9933", "#228866", "#aa3377", "#999933", "#66ccee", "#cc3333", "#777777",
  ]

  var svg: String {
    let (low, high) = range
    var parts: [String] = []
    for step in 0...5 {
      let y = Self.top + Self.height * (1 - Double(step) / 5)
      parts.append(
        "<line x1=\"\(text(Self.left))\" x2=\"\(text(Self.left + Self.width))\" y1=\"\(text(y))\" y2=\"\(text(y))\" stroke=\"currentColor\" opacity=\"0.2\"/>"
      )
      parts.append(label("\(step * 20) %", x: Self.left - 6, y: y + 4, anchor: "end"))
    }
    for step in 0...4 {
      let value = low + (high - low) * Double(step) / 4
      let number = hasLogarithmicX ? exp(value) : value
      parts.append(
        label(
          Self.short(number), x: Self.left + Self.width * Double(step) / 4, y: Self.top + Self.height + 18,
          anchor: "middle"))
    }
    for (index, line) in lines.enumerated() {
      let colour = Self.colours[index % Self.colours.count]
      let places = line.points.map { point in
        let x = Self.left + Self.width * (scaled(point.x) - low) / max(1e-9, high - low)
        let y = Self.top + Self.height * (1 - min(max(point.y, 0), 1))
        return "\(text(x)),\(text(y))"
      }
      parts.append(
        "<polyline points=\"\(places.joined(separator: " "))\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"><title>\(DrillReport.escaped(line.name))</title></polyline>"
      )
      let y = Self.top + 12 + 18 * Double(index)
      let x = Self.left + Self.width + 14
      parts.append(
        "<rect x=\"\(text(x))\" y=\"\(text(y - 9))\" width=\"12\" height=\"10\" fill=\"\(colour)\"/>")
      parts.append(label(line.name, x: x + 18, y: y, anchor: "start"))
    }
    let bottom = max(Self.top + Self.height + 30, Self.top + 18 * Double(lines.count) + 10)
    return """
      <svg viewBox="0 0 960 \(Int(bottom))" role="img" aria-label="\(DrillReport.escaped(title))">
      \(parts.joined(separator: "\n"))
      </svg>
      """
  }

  private func scaled(_ x: Double) -> Double { hasLogarithmicX ? log(max(x, 1)) : x }

  private var range: (Double, Double) {
    let all = lines.flatMap { $0.points.map { scaled($0.x) } }
    return (all.min() ?? 0, all.max() ?? 1)
  }

  private func label(_ words: String, x: Double, y: Double, anchor: String) -> String {
    "<text x=\"\(text(x))\" y=\"\(text(y))\" text-anchor=\"\(anchor)\">\(DrillReport.escaped(words))</text>"
  }

  private func text(_ number: Double) -> String { number.text(decimals: 1) }

  private static func short(_ number: Double) -> String {
    var (value, unit) = (number, 0)
    let units = ["", " k", " M", " G", " T", " P"]
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    return (value >= 100 || unit == 0 ? "\(Int(value))" : value.text(decimals: 1)) + units[unit]
  }
}
