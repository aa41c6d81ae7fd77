import HTTPCaching
import HTTPWire
import Primitives

/// What a request gets of a representation of known length (RFC 9110 section 14.2).
enum RangeSelection: Equatable {
  case whole
  case one(Range<Int>)
  /// Two at least: `multipart/byteranges`.
  case several([Range<Int>])
  /// 416
  case unsatisfiable

  /// - Parameter coalesces: overlapping and near ranges become one (section 15.3.7.2), those beyond the end are left
  ///   out. Else ranges out of order, overlapping or beyond the end give the whole object, as CloudFront's guide says.
  init(_ ranges: ByteRangeSet, length: Int, coalesces: Bool) {
    guard !ranges.others.isEmpty else {
      guard let range = ranges.first.resolved(in: length) else { self = .unsatisfiable; return }
      self = range.isEmpty ? .whole : .one(range)
      return
    }
    let resolved = ([ranges.first] + ranges.others).map { $0.resolved(in: length) }
    let found = resolved.compactMap { $0 }
    if found.isEmpty {
      self = .unsatisfiable
    } else if found.contains(where: \.isEmpty) {
      self = .whole
    } else if coalesces {
      self = Self.selection(of: Self.coalesced(found))
    } else {
      let isAscending = zip(found, found.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
      self = isAscending && found.count == resolved.count ? Self.selection(of: found) : .whole
    }
  }

  private static func selection(of ranges: [Range<Int>]) -> RangeSelection {
    if ranges.count == 1 { return .one(ranges[0]) }
    return ranges.count <= Limits.partsOfAnswer ? .several(ranges) : .whole
  }

  /// In the order asked for, or where some had to be joined, in that of the octets.
  private static func coalesced(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var joined: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, range.lowerBound - last.upperBound < Limits.partOverhead {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined.count == ranges.count ? ranges : joined
  }
}
