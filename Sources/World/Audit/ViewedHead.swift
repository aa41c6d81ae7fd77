import HTTPCaching
import HTTPWire
import Primitives

/// What a viewer reads in the head of an answer: taken from its octets alone.
struct ViewedHead {
  /// Seconds.
  private(set) var age: Int64?
  private(set) var contentLength: Int64?
  /// `s-maxage`, else `max-age`.
  private(set) var lifetime: Int64?
  private(set) var staleWhileRevalidate: Int64?
  private(set) var staleIfError: Int64?
  /// `no-cache`, `no-store` or `private`.
  private(set) var forbidsReuse = false

  init(_ octets: [UInt8]) {
    let head = octets.span
    var (start, shared): (Int, Int64?) = (0, nil)
    while let end = head.firstIndex(of: UInt8(ascii: "\r"), in: start..<head.count) {
      let line = head.extracting(start..<end)
      start = end + 2
      guard let colon = line.firstIndex(of: UInt8(ascii: ":"), in: line.indices) else { continue }
      let value = line.extracting(line.trimmed(colon + 1..<line.count))
      switch FieldName(line.extracting(..<colon)) {
      case .age: age = Self.number(value)
      case .contentLength: contentLength = Self.number(value)
      case .cacheControl:
        var directives = FieldList()
        while let place = directives.next(in: value) { read(directive: value.extracting(place), &shared) }
      default: break
      }
    }
    lifetime = shared ?? lifetime
  }

  private mutating func read(directive: Span<UInt8>, _ shared: inout Int64?) {
    let nameEnd = directive.firstIndex(of: UInt8(ascii: "="), in: directive.indices) ?? directive.count
    let name = directive.extracting(..<nameEnd)
    let number =
      nameEnd < directive.count
      ? Self.number(directive.extracting(directive.trimmed(nameEnd + 1..<directive.count))) : nil
    if name.equalsIgnoringCase("max-age") { lifetime = number }
    if name.equalsIgnoringCase("s-maxage") { shared = number }
    if name.equalsIgnoringCase("stale-while-revalidate") { staleWhileRevalidate = number }
    if name.equalsIgnoringCase("stale-if-error") { staleIfError = number }
    if name.equalsIgnoringCase("no-cache") || name.equalsIgnoringCase("no-store")
      || name.equalsIgnoringCase("private")
    {
      forbidsReuse = true
    }
  }

  /// With a sign perhaps, which there should not be.
  private static func number(_ value: Span<UInt8>) -> Int64? { Int64(value.text) }
}
