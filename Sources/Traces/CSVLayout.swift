/// How the columns of a CSV trace are to be read.
package struct CSVLayout: Hashable, Sendable {
  /// What a column holds.
  package enum Field: String, CaseIterable, Sendable {
    case time, id, size, ttl, operation, count, client

    /// Names in headers that are taken for the field when columns are not given: those of common traces.
    var names: [String] {
      switch self {
      case .time: ["time", "timestamp", "ts", "op_time", "clock"]
      case .id: ["id", "key", "obj_id", "object", "object_id", "url", "uri", "path"]
      case .size: ["size", "bytes", "obj_size", "object_size", "sc-bytes", "length"]
      case .ttl: ["ttl"]
      case .operation: ["operation", "op"]
      case .count: ["count", "op_count"]
      case .client: ["client", "client_id", "tenant", "namespace"]
      }
    }
  }

  /// A column by its number, from 1, or by its name in the header.
  package enum Column: Hashable, Sendable {
    case number(Int)
    case name(String)
  }

  package var columns: [Field: Column]
  /// nil: whichever of tab, comma, bar and colon the first line has.
  package var delimiter: UInt8?
  /// nil: the first line is data if it has more digits than letters.
  package var hasHeader: Bool?
  /// A get that found nothing (size 0) is dropped, and sizes of key and value are in two columns (Twitter's text form).
  var isTwitter = false

  package init(columns: [Field: Column] = [:], delimiter: UInt8? = nil, hasHeader: Bool? = nil) {
    (self.columns, self.delimiter, self.hasHeader) = (columns, delimiter, hasHeader)
  }

  /// Twitter's cache traces as published: time, key, key size, value size, client, operation, TTL.
  package static var twitter: CSVLayout {
    var layout = CSVLayout(
      columns: [
        .time: .number(1), .id: .number(2), .size: .number(4), .client: .number(5), .operation: .number(6),
        .ttl: .number(7),
      ],
      delimiter: UInt8(ascii: ","), hasHeader: false)
    layout.isTwitter = true
    return layout
  }

  /// `time=1,id=url,size=bytes,delimiter=tab,header=yes`; nil and a reason if that is something else.
  package static func parse(_ text: String) -> Result<CSVLayout, LayoutError> {
    var layout = CSVLayout()
    for part in text.split(separator: ",") {
      let words = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard words.count == 2 else {
        return .failure(LayoutError(reason: "“\(part)” is not of the form column=number"))
      }
      let (name, value) = (words[0], words[1])
      switch name {
      case "delimiter":
        let known: [String: UInt8] = [
          "tab": 9, "comma": 44, "bar": 124, "colon": 58, "blank": 32, "semicolon": 59,
        ]
        guard let delimiter = known[value] ?? (value.utf8.count == 1 ? value.utf8.first : nil) else {
          return .failure(
            LayoutError(
              reason:
                "“\(value)” is no delimiter; expected one character or tab, comma, bar, colon, blank, semicolon"
            ))
        }
        layout.delimiter = delimiter
      case "header":
        guard value == "yes" || value == "no" else {
          return .failure(LayoutError(reason: "header is yes or no, not “\(value)”"))
        }
        layout.hasHeader = value == "yes"
      default:
        guard let field = Field(rawValue: name) else {
          let known = Field.allCases.map(\.rawValue).joined(separator: ", ")
          return .failure(
            LayoutError(reason: "“\(name)” is no column; known are \(known), delimiter and header"))
        }
        if let number = Int(value) {
          guard (1...Limits.columns).contains(number) else {
            return .failure(
              LayoutError(reason: "columns are counted from 1 to \(Limits.columns), not “\(value)”"))
          }
          layout.columns[field] = .number(number)
        } else {
          layout.columns[field] = .name(value)
        }
      }
    }
    return .success(layout)
  }

  package struct LayoutError: Error, Hashable {
    package let reason: String
  }
}
