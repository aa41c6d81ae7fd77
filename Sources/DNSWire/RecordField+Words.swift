extension RecordField {
  /// Reads all words up to the end of the line, for fields that take them all (`takesRest`).
  package func append(words: [[UInt8]], to data: inout [UInt8]) throws(RecordTextError) {
    switch self {
    case .hexadecimal: try Self.append(words, .hexadecimal, "hexadecimal digits", to: &data)
    case .optionalBase64 where words.isEmpty: break
    case .base64, .optionalBase64: try Self.append(words, .base64, "base64 digits", to: &data)
    case .typeBitmap:
      var types: [RecordType] = []
      for (index, word) in words.enumerated() {
        guard let type = RecordTypeTable.type(named: word.span) else {
          throw RecordTextError("a record type is expected", word: index)
        }
        types.append(type)
      }
      TypeBitmap.append(types, to: &data)
    case .location: try Location.append(words, to: &data)
    case .serviceParameters: try ServiceParameters.append(words, to: &data)
    case .addressPrefixes:
      for (index, word) in words.enumerated() where !AddressPrefixList.append(word, to: &data) {
        throw RecordTextError("an address prefix like 1:192.0.2.0/24 is expected", word: index)
      }
    default:
      for (index, word) in words.enumerated() {
        do throws(RecordTextError) { try append(word.span, relativeTo: .root, to: &data) } catch {
          throw RecordTextError(error.expected, word: index)
        }
      }
    }
  }

  private static func append(
    _ words: [[UInt8]], _ encoding: BaseEncoding, _ expected: String, to data: inout [UInt8]
  ) throws(RecordTextError) {
    let text = Array(words.joined())
    guard !text.isEmpty, encoding.decode(text.span, to: &data) else {
      throw RecordTextError("\(expected) of whole octets are expected")
    }
  }
}
