import Primitives

/// A piece of a `multipart/byteranges` answer: the lines before it, and its octets of the body. The last has none.
struct BodyPart {
  let preamble: ByteBlock
  let range: Range<Int>
}
