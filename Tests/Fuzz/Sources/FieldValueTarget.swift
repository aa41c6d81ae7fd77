import EdgeCache
import HTTPCaching
import HTTPWire
import Primitives

/// The values of fields that a cache decides by, the paths of invalidations, and the words of configurations and command
/// lines that have a canonical form: what is read, written and read again is the same.
func fuzzFieldValue(_ input: [UInt8]) {
  checkDictionary(input)
  checkRanges(input)
  checkContentRange(input)
  checkDate(input)
  checkDirectives(input)
  let whole = input
  if EntityTag.isValid(whole.span) {
    precondition(EntityTag.weaklyEqual(whole.span, whole.span), "an entity tag is not itself")
    precondition(
      EntityTag.stronglyEqual(whole.span, whole.span) != EntityTag.isWeak(whole.span),
      "an entity tag is strong and weak")
  }
  guard let text = String(validating: input, as: UTF8.self) else { return }
  checkWords(text)
}

private func checkWords(_ text: String) {
  if let path = try? InvalidationPath(parsing: text) {
    precondition(path.text == text && (try? InvalidationPath(parsing: path.text)) == path, "another path")
  }
  if let address = IPAddress(text) {
    precondition(IPAddress(address.description) == address, "an address prints as another")
  }
  if let prefix = IPPrefix(text) {
    precondition(IPPrefix(prefix.description) == prefix, "a network prints as another")
    precondition(prefix.contains(prefix.address), "a network without its own address")
  }
  if let duration = Duration(text: text) { precondition(duration >= .zero, "a negative duration") }
}

/// Nil: no dictionary.
private func members(of text: [UInt8]) -> [StructuredDictionary.Member]? {
  var dictionary = StructuredDictionary()
  var members: [StructuredDictionary.Member] = []
  while let member = dictionary.next(in: text.span) { members.append(member) }
  return dictionary.isInvalid ? nil : members
}

private func checkDictionary(_ input: [UInt8]) {
  guard let found = members(of: input), !found.isEmpty else { return }
  var end = 0
  for member in found {
    precondition(end <= member.key.lowerBound && member.key.upperBound <= input.count, "a key elsewhere")
    end = member.key.upperBound
    guard case .integer(let digits) = member.value else { continue }
    precondition(end < digits.lowerBound && digits.upperBound <= input.count, "a value elsewhere")
    precondition((1...15).contains(digits.count) && input[digits].allSatisfy(\.isASCIIDigit), "no number")
    end = digits.upperBound
  }
  // Two lines count as one with a comma between (RFC 9110 section 5.3).
  let joined = members(of: Array("a=1, ".utf8) + input.drop { $0 == 32 })
  precondition(joined?.count == found.count + 1, "a second line counts otherwise")
}

private func checkRanges(_ input: [UInt8]) {
  guard let set = ByteRangeSet(input.span) else { return }
  var text = "bytes="
  for spec in [set.first] + set.others {
    switch spec {
    case .octets(let first, let last): text += last == .max ? "\(first)-," : "\(first)-\(last),"
    case .suffix(let count): text += "-\(count),"
    }
    for length in [0, 1, 1_000, Int.max] {
      guard let range = spec.resolved(in: length) else { continue }
      precondition(range.lowerBound >= 0 && range.upperBound <= length, "octets that are not there")
    }
  }
  let canonical = Array(text.utf8)
  precondition(ByteRangeSet(canonical.span) == set, "ranges are written otherwise")
}

private func checkContentRange(_ input: [UInt8]) {
  guard let read = ContentRange(input.span) else { return }
  precondition(!read.range.isEmpty && read.range.upperBound <= read.length ?? .max, "a part of nothing")
  let length = read.length.map { "\($0)" } ?? "*"
  let canonical = Array("bytes \(read.range.lowerBound)-\(read.range.upperBound - 1)/\(length)".utf8)
  precondition(ContentRange(canonical.span) == read, "a part is written otherwise")
}

private func checkDate(_ input: [UInt8]) {
  let now = Instant(secondsSinceEpoch: 1_800_000_000)
  guard let seconds = HTTPDate.parse(input.span, now: now) else { return }
  var canonical: [UInt8] = []
  HTTPDate.append(seconds, to: &canonical)
  precondition(canonical.count == HTTPDate.byteCount, "a date of another length")
  precondition(HTTPDate.parse(canonical.span, now: now) == min(seconds, 253_402_300_799), "another date")
}

/// A line that comes twice says no more than once, and letter case does not count outside its arguments.
private func checkDirectives(_ input: [UInt8]) {
  var once = CacheControl()
  once.add(input.span)
  for seconds in [once.maxAge, once.sharedMaxAge, once.staleIfError, once.maxStale, once.minFresh] {
    precondition(seconds ?? 0 >= 0, "a negative time")
  }
  var twice = once
  twice.add(input.span)
  precondition(twice == once, "a line that is repeated says more")
  let capitals = input.map { (97...122).contains($0) ? $0 - 32 : $0 }
  var inCapitals = CacheControl()
  inCapitals.add(capitals.span)
  precondition(inCapitals == once, "letter case counts")
}
