import Primitives

/// The chunked coding (RFC 9112 section 7.1), octet by octet between the chunks. Extensions and trailers are checked,
/// counted and dropped.
struct ChunkedDecoder: Sendable {
  enum Event {
    /// That many octets at the offset are content.
    case data(Int)
    case end, needMore
  }

  private enum State: UInt8 {
    case size, extensionBlank, chunkExtension, quotedExtension, quotedPair, sizeLineFeed
    case data, dataCarriageReturn, dataLineFeed
    case trailerStart, trailerName, trailerValue, trailerLineFeed, lastLineFeed
  }

  private var state = State.size
  /// Of the chunk being read: its size so far, then what is left of its data.
  private var size = 0
  private var digits: UInt8 = 0
  private var extensionBytes: UInt16 = 0
  private var trailerBytes: UInt16 = 0

  mutating func next(_ input: Span<UInt8>, _ offset: inout Int) throws(HTTPError) -> Event {
    while offset < input.count {
      if state == .data {
        let taken = min(size, input.count &- offset)
        size &-= taken
        if size == 0 { state = .dataCarriageReturn }
        return .data(taken)
      }
      let octet = input[offset]
      offset &+= 1
      if state == .lastLineFeed {
        guard octet == 0x0A else { throw HTTPError(.trailer) }
        return .end
      }
      switch state {
      case .size, .extensionBlank, .chunkExtension, .quotedExtension, .quotedPair, .sizeLineFeed:
        try readSizeLine(octet)
      case .dataCarriageReturn:
        guard octet == 0x0D else { throw HTTPError(.chunkEnd) }
        state = .dataLineFeed
      case .dataLineFeed:
        guard octet == 0x0A else { throw HTTPError(.chunkEnd) }
        (state, digits) = (.size, 0)
      case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed: try readTrailer(octet)
      case .data, .lastLineFeed: break
      }
    }
    return .needMore
  }

  /// `chunk-size [ chunk-ext ] CRLF`. White space is good only before the `;` of an extension. A quoted string ends on its
  /// line: who looks for the second quote alone would read on.
  private mutating func readSizeLine(_ octet: UInt8) throws(HTTPError) {
    switch (state, octet) {
    case (.sizeLineFeed, 0x0A):
      state = size == 0 ? .trailerStart : .data
    case (.sizeLineFeed, _):
      throw HTTPError(.bareCarriageReturn)
    case (.size, 0x0D) where digits > 0, (.chunkExtension, 0x0D):
      state = .sizeLineFeed
    case (.size, UInt8(ascii: ";")) where digits > 0, (.extensionBlank, UInt8(ascii: ";")):
      state = .chunkExtension
      try countExtension()
    case (.size, 0x20) where digits > 0, (.size, 0x09) where digits > 0, (.extensionBlank, 0x20),
      (.extensionBlank, 0x09):
      state = .extensionBlank
      try countExtension()
    case (.size, _):
      guard let digit = octet.hexDigit, digits < Limits.chunkSizeDigits, size <= Int.max &>> 4 else {
        throw HTTPError(.chunkSize)
      }
      size = size &<< 4 | digit
      digits &+= 1
    default: try readExtension(octet)
    }
  }

  private mutating func readExtension(_ octet: UInt8) throws(HTTPError) {
    guard state != .extensionBlank, OctetClass.fieldValue.contains(octet) else {
      throw HTTPError(.chunkExtension)
    }
    try countExtension()
    switch (state, octet) {
    case (.chunkExtension, UInt8(ascii: "\"")), (.quotedPair, _): state = .quotedExtension
    case (.quotedExtension, UInt8(ascii: "\"")): state = .chunkExtension
    case (.quotedExtension, UInt8(ascii: "\\")): state = .quotedPair
    default: break
    }
  }

  private mutating func countExtension() throws(HTTPError) {
    extensionBytes &+= 1
    guard extensionBytes <= Limits.chunkExtensionBytes else { throw HTTPError(.chunkExtensionsTooLarge) }
  }

  /// `*( field-line CRLF ) CRLF`, without a look at what the fields are.
  private mutating func readTrailer(_ octet: UInt8) throws(HTTPError) {
    trailerBytes &+= 1
    guard trailerBytes <= Limits.trailerBytes else { throw HTTPError(.trailersTooLarge) }
    switch (state, octet) {
    case (.trailerStart, 0x0D): state = .lastLineFeed
    case (.trailerName, UInt8(ascii: ":")): state = .trailerValue
    case (.trailerStart, _), (.trailerName, _):
      guard OctetClass.token.contains(octet) else { throw HTTPError(.trailer) }
      state = .trailerName
    case (.trailerValue, 0x0D): state = .trailerLineFeed
    case (.trailerLineFeed, 0x0A): state = .trailerStart
    default:
      guard state == .trailerValue, OctetClass.fieldValue.contains(octet) else { throw HTTPError(.trailer) }
    }
  }
}

extension UInt8 {
  fileprivate var hexDigit: Int? {
    if isASCIIDigit { return Int(self &- 0x30) }
    let letter = asciiLowercased &- UInt8(ascii: "a")
    return letter < 6 ? Int(letter) &+ 10 : nil
  }
}
