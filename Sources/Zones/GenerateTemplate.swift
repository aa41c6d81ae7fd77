import Primitives

/// A line of $GENERATE: `$` and `${offset,width,base}` stand for the number, `$$` and `\$` for a dollar sign.
struct GenerateTemplate {
  private enum Piece {
    case text([UInt8])
    case number(offset: Int, width: Int, base: UInt8)
  }
  private var pieces: [Piece] = []

  /// Nil if what follows a `${` is not an offset, a width up to 255 and a base out of `doxXnN`.
  init?(_ text: Span<UInt8>) {
    var plain: [UInt8] = []
    var index = 0
    while index < text.count {
      let octet = text[index]
      index += 1
      if octet == UInt8(ascii: "\\"), index < text.count {
        plain += [octet, text[index]]
        index += 1
      } else if octet != UInt8(ascii: "$") {
        plain.append(octet)
      } else if index < text.count, text[index] == UInt8(ascii: "$") {
        plain += [UInt8(ascii: "\\"), octet]
        index += 1
      } else {
        pieces.append(.text(plain))
        plain = []
        guard let piece = Self.modifiers(text, &index) else { return nil }
        pieces.append(piece)
      }
    }
    pieces.append(.text(plain))
  }

  private static func modifiers(_ text: Span<UInt8>, _ index: inout Int) -> Piece? {
    guard index < text.count, text[index] == UInt8(ascii: "{") else {
      return .number(offset: 0, width: 0, base: UInt8(ascii: "d"))
    }
    var end = index + 1
    while end < text.count, text[end] != UInt8(ascii: "}") { end += 1 }
    guard end < text.count else { return nil }
    let parts = Array(text, index + 1..<end).split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    index = end + 1
    guard (1...3).contains(parts.count) else { return nil }
    let isNegative = parts[0].first == UInt8(ascii: "-")
    guard let offset = Array(parts[0].dropFirst(isNegative ? 1 : 0)).span.decimal, offset <= 0x7FFF_FFFF,
      let width = parts.count < 2 ? 0 : Array(parts[1]).span.decimal, width <= 255
    else { return nil }
    let base = parts.count < 3 ? [UInt8(ascii: "d")] : Array(parts[2])
    guard base.count == 1, Array("doxXnN".utf8).contains(base[0]) else { return nil }
    return .number(offset: isNegative ? -offset : offset, width: width, base: base[0])
  }

  /// The line for `number`; nil if an offset makes it negative.
  func line(_ number: Int) -> [UInt8]? {
    var line: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .text(let octets): line += octets
      case .number(let offset, let width, let base):
        guard number + offset >= 0 else { return nil }
        line += Self.digits(number + offset, width: width, base: base)
      }
    }
    return line
  }

  private static func digits(_ value: Int, width: Int, base: UInt8) -> [UInt8] {
    if base | 0x20 == UInt8(ascii: "n") { return nibbles(value, width: width, isUpper: base != base | 0x20) }
    let radix = base == UInt8(ascii: "d") ? 10 : base == UInt8(ascii: "o") ? 8 : 16
    let text = Array(String(value, radix: radix, uppercase: base == UInt8(ascii: "X")).utf8)
    return [UInt8](repeating: UInt8(ascii: "0"), count: max(0, width - text.count)) + text
  }

  /// Hexadecimal digits, lowest first, with dots between; the width counts the dots as well.
  private static func nibbles(_ value: Int, width: Int, isUpper: Bool) -> [UInt8] {
    var (value, width) = (value, width)
    var text: [UInt8] = []
    repeat {
      text += Array(String(value & 15, radix: 16, uppercase: isUpper).utf8)
      value >>= 4
      width -= 1
      if width > 0 || value != 0 {
        text.append(UInt8(ascii: "."))
        width -= 1
      }
    } while value != 0 || width > 0
    return text
  }
}
