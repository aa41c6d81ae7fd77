import Primitives

/// `start-stop[/step]` of $GENERATE.
struct GenerateRange {
  let start: Int
  let stop: Int
  let step: Int

  /// Nil unless 0 <= start <= stop < 2^31 and 0 < step < 2^31.
  init?(_ text: Span<UInt8>) {
    var numbers: [Int] = []
    var begin = 0
    var marks: [UInt8] = []
    for index in 0...text.count
    where index == text.count || text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "/") {
      guard let number = text.extracting(begin..<index).decimal, number <= 0x7FFF_FFFF else { return nil }
      numbers.append(number)
      if index < text.count { marks.append(text[index]) }
      begin = index + 1
    }
    guard [[45], [45, 47]].contains(marks), numbers[0] <= numbers[1] else { return nil }
    (start, stop, step) = (numbers[0], numbers[1], numbers.count == 3 ? numbers[2] : 1)
    if step == 0 { return nil }
  }

  var count: Int { (stop - start) / step + 1 }
}
