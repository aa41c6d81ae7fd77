import Primitives

/// The formats of traces that are read.
package enum TraceFormat: Hashable, Sendable {
  case oracleGeneral, lcs, vscsi, twr, twrNS, oracleSysTwrNS, oracleSimTwrNS
  case csv(CSVLayout)
  case twitterText
  case plainKeys
  case cloudFrontLog(keepsQuery: Bool)
  case combinedLog(keepsQuery: Bool)

  /// Names for the command line, in the order of its help.
  package static let names: [(name: String, format: TraceFormat)] = [
    ("oracleGeneral", .oracleGeneral), ("lcs", .lcs), ("vscsi", .vscsi), ("twr", .twr), ("twrNS", .twrNS),
    ("oracleSysTwrNS", .oracleSysTwrNS), ("oracleSimTwrNS", .oracleSimTwrNS), ("twitter-csv", .twitterText),
    ("csv", .csv(CSVLayout())), ("txt", .plainKeys), ("cloudfront", .cloudFrontLog(keepsQuery: false)),
    ("combined", .combinedLog(keepsQuery: false)),
  ]

  package var name: String {
    switch self {
    case .csv: "csv"
    case .cloudFrontLog: "cloudfront"
    case .combinedLog: "combined"
    default: Self.names.first { $0.format == self }?.name ?? ""
    }
  }

  /// Objects, and clients where there are any, have names and not only numbers.
  package var hasNames: Bool {
    switch self {
    case .csv, .twitterText, .plainKeys, .cloudFrontLog, .combinedLog: true
    default: false
    }
  }

  /// Logs with query strings as a part of names, anything else as it is.
  package var keepingQueries: TraceFormat {
    switch self {
    case .cloudFrontLog: .cloudFrontLog(keepsQuery: true)
    case .combinedLog: .combinedLog(keepsQuery: true)
    default: self
    }
  }

  /// By what is in the name, as libCacheSim's `auto` does, and by the usual endings of text.
  package static func detect(path: String) -> TraceFormat? {
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let binary: [(String, TraceFormat)] = [
      (".oraclegeneral", .oracleGeneral), (".lcs", .lcs), (".vscsi", .vscsi),
      ("oraclesystwrns", .oracleSysTwrNS), ("oraclesimtwrns", .oracleSimTwrNS),
      (".twrns", .twrNS), (".twr", .twr),
    ]
    if let found = binary.first(where: { name.contains($0.0) }) { return found.1 }
    let plain = [".zst", ".gz"].reduce(name) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
    if plain.hasSuffix(".csv") || plain.hasSuffix(".tsv") { return .csv(CSVLayout()) }
    return plain.hasSuffix(".txt") ? .plainKeys : nil
  }

  /// By the first octets; nil if they could be anything.
  package static func detect(content: Span<UInt8>) -> TraceFormat? {
    if content.count >= 8, content.bytes.number(0, UInt64.self) == LCS.magic { return .lcs }
    if content.starts(with: "#Version:") || content.starts(with: "#Fields:") {
      return .cloudFrontLog(keepsQuery: false)
    }
    let end = content.end(from: 0, delimiter: UInt8(ascii: "\n"))
    let line = content.extracting(0..<min(end, Limits.lineOctets))
    guard isText(line), !line.isEmpty else { return VSCSI.version(content.bytes) == nil ? nil : .vscsi }
    if let open = line.first(UInt8(ascii: "[")), let close = line.first(UInt8(ascii: "]"), from: open),
      CalendarTime.seconds(logged: line.extracting(open + 1..<close)) != nil
    {
      return .combinedLog(keepsQuery: false)
    }
    for delimiter in [UInt8(ascii: ","), 9] where line.first(delimiter) != nil { return .csv(CSVLayout()) }
    return .plainKeys
  }

  private static func isText(_ line: Span<UInt8>) -> Bool {
    for index in line.indices where line[index] < 32 && line[index] != 9 && line[index] != 13 { return false }
    return true
  }
}
