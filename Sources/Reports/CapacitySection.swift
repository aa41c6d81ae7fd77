/// What a page says of servers of bounded capacity.
struct CapacitySection {
  let report: DrillReport
  let frame: TimeFrame

  /// As many as there are colours: those that were offered the most at one time.
  private var shown: [DrillReport.Capacity] {
    func peak(_ server: DrillReport.Capacity) -> Double { server.course.map(\.offered).max() ?? 0 }
    return Array((report.capacity ?? []).sorted { peak($0) > peak($1) }.prefix(8))
  }

  private struct Panel {
    let title, label: String
    let value: (DrillReport.Capacity.Load) -> Double
    /// Where there is as much as can be done.
    var mark: Double?
    let text: (Double) -> String
  }

  private static var panels: [Panel] {
    [
      Panel(title: "Offered load", label: "offered", value: \.offered, mark: 1, text: percent),
      Panel(title: "Capacity in use", label: "in use", value: \.inUse, mark: 1, text: percent),
      Panel(title: "Requests that wait", label: "waiting", value: \.waiting, text: DrillReport.text),
      Panel(title: "Requests answered 503", label: "refused", value: \.refused, text: percent),
    ]
  }

  private static func percent(_ share: Double) -> String { "\(DrillReport.text(share * 100)) %" }

  /// Nothing where no capacity is bounded.
  var html: String {
    guard let users = report.users, report.capacity != nil else { return "" }
    let servers = shown
    let plots = Self.panels.compactMap { panel -> String? in
      let lines = servers.enumerated().map { number, server in
        CoursePlot.Course(
          name: server.name, colour: PageStyle.colour(number), values: server.course.map(panel.value))
      }
      guard lines.contains(where: { $0.values.contains { $0 > 0 } }) else { return nil }
      return CoursePlot(
        title: panel.title, frame: frame, binSeconds: users.binSeconds, courses: lines, label: panel.label,
        form: .lines(bound: panel.mark), text: panel.text
      ).svg
    }
    return plots.joined(separator: "\n")
      + PageStyle.legend(servers.enumerated().map { ($0.element.name, PageStyle.colour($0.offset)) })
      + PageStyle.table(
        DrillReport.capacityHeader, report.capacityRows.map { $0.map(DrillReport.escaped) },
        numbers: Set(2...8))
  }
}
