import EdgeCache
import Primitives

/// The encoders of one PoP: so many at a time, for each takes memory and the worker's time. What comes beyond them stays
/// as the origin sends it, as CloudFront does when it is busy.
package final class ContentEncoders {
  private var underWay = 0

  package init() {}

  package func make(_ coding: ContentCoding) -> (any ContentEncoder)? {
    guard underWay < Limits.encoders else { return nil }
    let encoder: (any ContentEncoder)? =
      switch coding {
      case .gzip: GzipEncoder()
      case .br: BrotliEncoder()
      }
    return encoder.map { Counted($0, by: self) }
  }

  private final class Counted: ContentEncoder {
    private let encoder: any ContentEncoder
    private let encoders: ContentEncoders

    init(_ encoder: any ContentEncoder, by encoders: ContentEncoders) {
      (self.encoder, self.encoders) = (encoder, encoders)
      encoders.underWay += 1
    }

    deinit { encoders.underWay -= 1 }

    func encode(_ input: Span<UInt8>, into output: inout [UInt8]) -> Bool {
      encoder.encode(input, into: &output)
    }

    func finish(into output: inout [UInt8]) -> Bool { encoder.finish(into: &output) }
  }
}
