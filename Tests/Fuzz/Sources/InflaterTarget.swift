import Serving

/// A body gives no more than was asked for, and the same in one piece as octet by octet.
func fuzzInflater(_ input: [UInt8]) {
  for limit in [16, 5120] {
    guard let whole = Inflater(), let pieces = Inflater() else { fatalError("no memory") }
    var expected: [UInt8] = []
    whole.decode(input.span, into: &expected, limit: limit)
    precondition(expected.count <= limit, "more than was asked for")
    var output: [UInt8] = []
    for index in input.indices {
      pieces.decode(input.span.extracting(index..<index + 1), into: &output, limit: limit)
    }
    precondition(output == expected, "octet by octet it is another body")
  }
}
