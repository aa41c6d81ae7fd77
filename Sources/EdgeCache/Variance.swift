import HTTPCaching
import HTTPWire
import ObjectFile
import Primitives

/// The request fields by which a response was chosen, with the values they had (RFC 9111 section 4.1).
struct Variance: Hashable {
  /// Lower case, in the order of `Vary`.
  private let names: [[UInt8]]
  /// The normalised values, each followed by a mark.
  private let values: [UInt8]

  /// Nil if the response has no `Vary`. `isCoded`: the edge has compressed it, and the cache key says what is accepted.
  init?(_ response: borrowing Fields, of request: borrowing Fields, isCoded: Bool = false) {
    var names: [[UInt8]] = []
    var line = response.first(.vary)
    while let index = line {
      let value = response.value(index)
      var cursor = ListCursor()
      while let member = cursor.next(in: value) {
        var name: [UInt8] = []
        for place in member { name.append(value[place].asciiLowercased) }
        if isCoded, name.span.equals("accept-encoding") { continue }
        if !names.contains(name) { names.append(name) }
      }
      line = response.first(.vary, from: index + 1)
    }
    guard !names.isEmpty else { return nil }
    self.names = names
    var scratch = Scratch()
    scratch.take(names, of: request)
    values = scratch.values
  }

  /// Nil if they are none of `octets`.
  init?(octets: Span<UInt8>) {
    var (offset, names): (Int, [[UInt8]]) = (0, [])
    guard let count = octets.integer(UInt16.self, at: &offset), count > 0 else { return nil }
    for _ in 0..<count {
      guard let length = octets.integer(UInt16.self, at: &offset), Int(length) <= octets.count - offset else {
        return nil
      }
      names.append([UInt8](copying: octets.extracting(offset..<offset + Int(length))))
      offset += Int(length)
    }
    self.names = names
    values = [UInt8](copying: octets.extracting(offset..<octets.count))
  }

  /// For a file: the number of names, each with its length before it, the values. Integers of 2 octets: a head is
  /// far shorter.
  var octets: [UInt8] {
    var octets: [UInt8] = []
    octets.append(littleEndian: UInt16(names.count))
    for name in names {
      octets.append(littleEndian: UInt16(name.count))
      octets += name
    }
    return octets + values
  }

  var byteCount: Int { names.reduce(values.count) { $0 + $1.count + Limits.arrayOverhead } }

  func matches(_ request: borrowing Fields, _ scratch: inout Scratch) -> Bool {
    scratch.take(names, of: request)
    return scratch.values == values
  }

  /// Memory for normalised values, used again from request to request.
  struct Scratch {
    fileprivate private(set) var values: [UInt8] = []
    private var text: [UInt8] = []
    private var members: [Range<Int>] = []

    fileprivate mutating func take(_ names: [[UInt8]], of request: borrowing Fields) {
      values.removeAll(keepingCapacity: true)
      for name in names {
        let isLanguage = name.span.equals("accept-language")
        append(name, of: request, ignoringOrderAndCase: isLanguage)
      }
    }

    /// Lines are joined and white space around commas goes: neither can change what a list means. Of languages order
    /// and case mean nothing either, for weights are written out (RFC 9110 section 12.5.4). An absent field is none.
    private mutating func append(
      _ name: [UInt8], of request: borrowing Fields, ignoringOrderAndCase: Bool
    ) {
      text.removeAll(keepingCapacity: true)
      members.removeAll(keepingCapacity: true)
      var line = request.first(named: name.span)
      values.append(line == nil ? 0 : 1)
      while let index = line {
        let value = request.value(index)
        var cursor = ListCursor()
        while let member = cursor.next(in: value) {
          let start = text.count
          for place in member {
            text.append(ignoringOrderAndCase ? value[place].asciiLowercased : value[place])
          }
          insert(start..<text.count, isSorted: ignoringOrderAndCase)
        }
        line = request.first(named: name.span, from: index + 1)
      }
      for member in members {
        values.append(contentsOf: text[member])
        values.append(UInt8(ascii: ","))
      }
      values.append(0)
    }

    private mutating func insert(_ member: Range<Int>, isSorted: Bool) {
      var place = members.count
      while isSorted, place > 0, text[member].lexicographicallyPrecedes(text[members[place - 1]]) {
        place -= 1
      }
      members.insert(member, at: place)
    }
  }
}
