import HTTPWire
import Primitives

/// What the `Cache-Control` lines of one message say (RFC 9111 section 5.2, RFC 5861, RFC 8246), read strictly:
///
/// - Directive names ignore case; unknown directives are passed over, and so is an argument nobody asked for
///   (`no-store=1` is `no-store`).
/// - Seconds are digits, bare or quoted. Larger than an Int64 is a very long time. A missing, empty or other argument
///   makes the lifetime 0: the response is stale (RFC 9111 section 4.2.1).
/// - A repeated directive counts once with its smallest value: of two claims the careful one holds.
/// - `private="field"` is taken as `private`, the careful reading; `no-cache="field"` restricts the field only
///   (see `forEachNoCacheField`).
package struct CacheControl: Hashable, Sendable {
  package struct Directives: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let noCache = Directives(rawValue: 1 << 0)
    package static let noStore = Directives(rawValue: 1 << 1)
    package static let `private` = Directives(rawValue: 1 << 2)
    package static let `public` = Directives(rawValue: 1 << 3)
    package static let mustRevalidate = Directives(rawValue: 1 << 4)
    package static let proxyRevalidate = Directives(rawValue: 1 << 5)
    package static let immutable = Directives(rawValue: 1 << 6)
    /// `no-cache="field, field"` and no plain `no-cache` with it.
    package static let noCacheFields = Directives(rawValue: 1 << 7)
    package static let mustUnderstand = Directives(rawValue: 1 << 8)
    /// In requests.
    package static let onlyIfCached = Directives(rawValue: 1 << 9)
  }

  package private(set) var directives: Directives = []
  /// Seconds, zero or more; nil where the directive is absent.
  package private(set) var maxAge: Int64?
  package private(set) var sharedMaxAge: Int64?
  package private(set) var staleWhileRevalidate: Int64?
  package private(set) var staleIfError: Int64?
  /// In requests: how long a response may have been stale; without argument any time.
  package private(set) var maxStale: Int64?
  /// In requests: how long a response must stay fresh.
  package private(set) var minFresh: Int64?

  package init() {}

  package init(_ fields: borrowing Fields) {
    var line = fields.first(.cacheControl)
    while let index = line {
      add(fields.value(index))
      line = fields.first(.cacheControl, from: index + 1)
    }
  }

  /// `s-maxage`, else `max-age` (RFC 9111 section 4.2.1, for a shared cache).
  package var explicitLifetime: Int64? { sharedMaxAge ?? maxAge }

  /// Reads one field line.
  package mutating func add(_ value: Span<UInt8>) {
    var cursor = ListCursor()
    while let member = cursor.next(in: value) {
      let equals = value.firstIndex(of: UInt8(ascii: "="), in: member)
      let name = value.extracting(value.trimmed(member.lowerBound..<(equals ?? member.upperBound)))
      let argument = equals.map { value.trimmed(($0 + 1)..<member.upperBound) }
      add(name, argument: argument, in: value)
    }
  }

  /// Takes in one directive; `argument` is where it stands in `value`, quotes included.
  mutating func add(_ name: Span<UInt8>, argument: Range<Int>?, in value: Span<UInt8>) {
    switch name.count {
    case 6 where name.equalsIgnoringCase("public"): directives.insert(.public)
    case 7 where name.equalsIgnoringCase("max-age"): Self.take(argument, in: value, &maxAge)
    case 7 where name.equalsIgnoringCase("private"): directives.insert(.private)
    case 8 where name.equalsIgnoringCase("s-maxage"): Self.take(argument, in: value, &sharedMaxAge)
    case 8 where name.equalsIgnoringCase("no-cache"): addNoCache(hasFields: argument != nil)
    case 8 where name.equalsIgnoringCase("no-store"): directives.insert(.noStore)
    case 9 where name.equalsIgnoringCase("immutable"): directives.insert(.immutable)
    case 9 where name.equalsIgnoringCase("min-fresh"): Self.take(argument, in: value, &minFresh)
    case 9 where name.equalsIgnoringCase("max-stale"):
      if argument == nil { maxStale = maxStale ?? .max } else { Self.take(argument, in: value, &maxStale) }
    case 14 where name.equalsIgnoringCase("only-if-cached"): directives.insert(.onlyIfCached)
    case 14 where name.equalsIgnoringCase("stale-if-error"): Self.take(argument, in: value, &staleIfError)
    case 15 where name.equalsIgnoringCase("must-revalidate"): directives.insert(.mustRevalidate)
    case 15 where name.equalsIgnoringCase("must-understand"): directives.insert(.mustUnderstand)
    case 16 where name.equalsIgnoringCase("proxy-revalidate"): directives.insert(.proxyRevalidate)
    case 22 where name.equalsIgnoringCase("stale-while-revalidate"):
      Self.take(argument, in: value, &staleWhileRevalidate)
    default: break
    }
  }

  private mutating func addNoCache(hasFields: Bool) {
    if !hasFields {
      directives.insert(.noCache)
      directives.remove(.noCacheFields)
    } else if !directives.contains(.noCache) {
      directives.insert(.noCacheFields)
    }
  }

  private static func take(_ argument: Range<Int>?, in value: Span<UInt8>, _ seconds: inout Int64?) {
    let claimed = argument.flatMap { DeltaSeconds.parse(value.extracting(value.unquoted($0))) } ?? 0
    seconds = min(seconds ?? .max, claimed)
  }

  /// Calls `body` with each field name of `no-cache="..."` in `fields`.
  package static func forEachNoCacheField(in fields: borrowing Fields, _ body: (Span<UInt8>) -> Void) {
    var line = fields.first(.cacheControl)
    while let index = line {
      let value = fields.value(index)
      var cursor = ListCursor()
      while let member = cursor.next(in: value) {
        guard let equals = value.firstIndex(of: UInt8(ascii: "="), in: member) else { continue }
        let name = value.extracting(value.trimmed(member.lowerBound..<equals))
        guard name.equalsIgnoringCase("no-cache") else { continue }
        let list = value.extracting(value.unquoted(value.trimmed((equals + 1)..<member.upperBound)))
        var inner = ListCursor()
        while let field = inner.next(in: list) { body(list.extracting(field)) }
      }
      line = fields.first(.cacheControl, from: index + 1)
    }
  }
}

extension Span where Element == UInt8 {
  /// `range` without its pair of double quotes, if it has one.
  func unquoted(_ range: Range<Int>) -> Range<Int> {
    guard range.count >= 2, self[range.lowerBound] == UInt8(ascii: "\""),
      self[range.upperBound - 1] == UInt8(ascii: "\"")
    else { return range }
    return (range.lowerBound + 1)..<(range.upperBound - 1)
  }
}
