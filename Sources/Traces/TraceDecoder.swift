/// A trace of any format, a piece at a time.
package struct TraceDecoder: Sendable {
  package private(set) var progress: TraceProgress
  private var decoder: any RequestDecoder

  /// - Parameters:
  ///   - allowsUnsorted: a time that goes back is no fault; the latest one seen stands for it.
  ///   - names: of traces that are text.
  package init(_ format: TraceFormat, allowsUnsorted: Bool = false, names: TraceNames = TraceNames()) {
    progress = TraceProgress(allowsUnsorted: allowsUnsorted)
    decoder =
      switch format {
      case .oracleGeneral: FixedRecords(layout: OracleGeneral())
      case .lcs: LCS()
      case .vscsi: VSCSI()
      case .twr: FixedRecords(layout: TwitterRecord(hasNamespace: false))
      case .twrNS: FixedRecords(layout: TwitterRecord(hasNamespace: true))
      case .oracleSysTwrNS: FixedRecords(layout: OracleTwitterRecord())
      case .oracleSimTwrNS: FixedRecords(layout: OracleSimTwitterRecord())
      case .csv(let layout): Lines(format: CSVLines(layout, names))
      case .twitterText: Lines(format: CSVLines(.twitter, names))
      case .plainKeys: Lines(format: PlainKeys(names))
      case .cloudFrontLog(let keepsQuery):
        Lines(format: LoggedRequests(CloudFrontLog(), keepsQuery: keepsQuery, names))
      case .combinedLog(let keepsQuery):
        Lines(format: LoggedRequests(CombinedLog(), keepsQuery: keepsQuery, names))
      }
  }

  /// Appends requests until `bytes` has no whole record more or `requests` holds `Limits.batch` (a line with a count may
  /// add more).
  ///
  /// - Parameter isLast: nothing follows `bytes`.
  /// - Returns: the octets used. The rest is to come again, before what follows.
  package mutating func decode(
    _ bytes: Span<UInt8>, isLast: Bool, into requests: inout [Request]
  ) throws(TraceFault) -> Int {
    try decoder.decode(bytes, isLast: isLast, progress: &progress, into: &requests)
  }
}
