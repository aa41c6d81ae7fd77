import Primitives

/// The elements of an SVG, one after another. Colours are names of `PageStyle`, so that they fit light and dark.
struct Drawing {
  enum Anchor: String { case start, middle, end }

  let width: Double
  let height: Double
  /// What it shows, for those who cannot see it.
  let title: String
  private var parts: [String] = []

  init(width: Double, height: Double, title: String) {
    (self.width, self.height, self.title) = (width, height, title)
  }

  var svg: String {
    """
    <svg viewBox="0 0 \(Self.number(width)) \(Self.number(height))" role="img" aria-label="\(DrillReport.escaped(title))">
    \(parts.joined(separator: "\n"))
    </svg>
    """
  }

  /// `tip` is shown under the pointer.
  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, fill: String, opacity: Double = 1, tip: String? = nil
  ) {
    add(
      "rect",
      "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" "
        + "style=\"fill:\(fill)\"" + Self.faded(opacity), tip)
  }

  mutating func circle(
    x: Double, y: Double, radius: Double, fill: String, opacity: Double = 1, tip: String? = nil
  ) {
    add(
      "circle",
      "cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\" style=\"fill:\(fill)\""
        + Self.faded(opacity), tip)
  }

  mutating func line(
    x1: Double, y1: Double, x2: Double, y2: Double, stroke: String, width: Double = 1, dashes: String? = nil
  ) {
    let dashes = dashes.map { ";stroke-dasharray:\($0)" } ?? ""
    add(
      "line",
      "x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\" "
        + "style=\"stroke:\(stroke);stroke-width:\(Self.number(width))\(dashes)\"", nil)
  }

  mutating func polyline(
    _ points: [(x: Double, y: Double)], stroke: String, width: Double = 2, dashes: String? = nil,
    tip: String? = nil
  ) {
    let dashes = dashes.map { ";stroke-dasharray:\($0)" } ?? ""
    add(
      "polyline",
      "points=\"\(Self.list(points))\" style=\"fill:none;stroke:\(stroke);stroke-width:\(Self.number(width))\(dashes)\"",
      tip)
  }

  mutating func polygon(
    _ points: [(x: Double, y: Double)], fill: String, opacity: Double = 1, tip: String? = nil
  ) {
    add("polygon", "points=\"\(Self.list(points))\" style=\"fill:\(fill)\"" + Self.faded(opacity), tip)
  }

  /// `data` in the words of SVG.
  mutating func path(_ data: String, fill: String, stroke: String) {
    add("path", "d=\"\(data)\" style=\"fill:\(fill);stroke:\(stroke);stroke-width:.4\"", nil)
  }

  mutating func text(
    _ words: String, x: Double, y: Double, anchor: Anchor = .start, colour: String = PageStyle.ink,
    isBold: Bool = false
  ) {
    let weight = isBold ? ";font-weight:600" : ""
    parts.append(
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor.rawValue)\" style=\"fill:\(colour)\(weight)\">"
        + "\(DrillReport.escaped(words))</text>")
  }

  private mutating func add(_ name: String, _ attributes: String, _ tip: String?) {
    guard let tip else { return parts.append("<\(name) \(attributes)/>") }
    parts.append("<\(name) \(attributes)><title>\(DrillReport.escaped(tip))</title></\(name)>")
  }

  private static func faded(_ opacity: Double) -> String {
    opacity < 1 ? " opacity=\"\(opacity.text(decimals: 2))\"" : ""
  }

  private static func list(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// To a tenth.
  static func number(_ number: Double) -> String { DrillReport.text(number) }

  /// Octets of digits and letters in the page's font are about so wide.
  static func width(of words: String) -> Double { 6.9 * Double(words.count) }
}
