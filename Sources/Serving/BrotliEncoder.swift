import CBrotli
import EdgeCache
import Primitives

/// Brotli (RFC 7932) by the system's library.
package final class BrotliEncoder: ContentEncoder {
  private let state: OpaquePointer

  /// Nil if there is no memory.
  package init?() {
    guard let state = BrotliEncoderCreateInstance(nil, nil, nil) else { return nil }
    self.state = state
    BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, Limits.brotliQuality)
    BrotliEncoderSetParameter(state, BROTLI_PARAM_LGWIN, Limits.brotliWindowBits)
  }

  deinit { BrotliEncoderDestroyInstance(state) }

  package func encode(_ input: Span<UInt8>, into output: inout [UInt8]) -> Bool {
    input.withUnsafeBufferPointer { compress($0, BROTLI_OPERATION_PROCESS, into: &output) }
  }

  package func finish(into output: inout [UInt8]) -> Bool {
    compress(UnsafeBufferPointer(start: nil, count: 0), BROTLI_OPERATION_FINISH, into: &output)
  }

  private func compress(
    _ input: UnsafeBufferPointer<UInt8>, _ operation: BrotliEncoderOperation, into output: inout [UInt8]
  ) -> Bool {
    var (next, left) = (input.baseAddress, input.count)
    repeat {
      // No room of ours is offered: what is written is taken out of the encoder's own buffer, valid until the next call.
      var room = 0
      guard BrotliEncoderCompressStream(state, operation, &left, &next, &room, nil, nil) != 0 else {
        return false
      }
      while BrotliEncoderHasMoreOutput(state) != 0 {
        var count = 0
        guard let bytes = BrotliEncoderTakeOutput(state, &count) else { return false }
        output += UnsafeBufferPointer(start: bytes, count: count)
      }
    } while left > 0
    return operation == BROTLI_OPERATION_PROCESS || BrotliEncoderIsFinished(state) != 0
  }
}
