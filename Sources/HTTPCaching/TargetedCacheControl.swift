import HTTPWire
import Primitives

/// `CDN-Cache-Control`, the field meant for caches like this one alone (RFC 9213).
package enum TargetedCacheControl {
  /// What its lines say; nil where there are none, or they are empty or no dictionary of structured fields: then
  /// `Cache-Control` holds (section 2.1). A directive whose value is of another type than its own is passed over.
  package static func read(_ fields: borrowing Fields) -> CacheControl? {
    guard var index = fields.first(.cdnCacheControl) else { return nil }
    var control = CacheControl()
    var isEmpty = true
    while true {
      let value = fields.value(index)
      var dictionary = StructuredDictionary()
      while let member = dictionary.next(in: value) {
        isEmpty = false
        add(member, of: value, to: &control)
      }
      guard !dictionary.isInvalid else { return nil }
      guard let next = fields.first(.cdnCacheControl, from: index + 1) else { break }
      index = next
    }
    return isEmpty ? nil : control
  }

  private static func add(
    _ member: StructuredDictionary.Member, of value: Span<UInt8>, to control: inout CacheControl
  ) {
    let name = value.extracting(member.key)
    switch (member.value, takesSeconds(name)) {
    case (.integer(let range), true): control.add(name, argument: range, in: value)
    case (.true, false): control.add(name, argument: nil, in: value)
    default: break
    }
  }

  private static func takesSeconds(_ name: Span<UInt8>) -> Bool {
    name.equals("max-age") || name.equals("s-maxage") || name.equals("stale-while-revalidate")
      || name.equals("stale-if-error")
  }
}
