/// A table as lines of text, columns as wide as they must be.
package enum TextTable {
  package static func lines(
    _ header: [String], _ rows: [[String]], rightAligned: Set<Int> = []
  ) -> [String] {
    let rows = [header] + rows
    let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return rightAligned.contains(column) ? space + cell : cell + space
      }
      let line = cells.joined(separator: "  ")
      return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
    }
  }
}
