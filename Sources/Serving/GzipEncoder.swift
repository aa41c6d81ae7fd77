import CZlib
import EdgeCache
import Primitives

/// gzip (RFC 1952) by zlib.
package final class GzipEncoder: ContentEncoder {
  private var stream = z_stream()
  private var piece = [UInt8](repeating: 0, count: Limits.encoderPieceBytes)

  /// Nil if there is no memory.
  package init?() {
    // 16: with the header and the checksum of gzip; 8: zlib's own choice of memory.
    let result = deflateInit2_(
      &stream, Limits.gzipLevel, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { return nil }
  }

  deinit { deflateEnd(&stream) }

  package func encode(_ input: Span<UInt8>, into output: inout [UInt8]) -> Bool {
    input.withUnsafeBufferPointer { deflate($0, Z_NO_FLUSH, into: &output) }
  }

  package func finish(into output: inout [UInt8]) -> Bool {
    deflate(UnsafeBufferPointer(start: nil, count: 0), Z_FINISH, into: &output)
  }

  private func deflate(_ input: UnsafeBufferPointer<UInt8>, _ flush: Int32, into output: inout [UInt8])
    -> Bool
  {
    // zlib does not write through next_in; its type is older than const. Sizes are those of one read.
    stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    stream.avail_in = UInt32(input.count)
    while true {
      let (result, produced) = piece.withUnsafeMutableBufferPointer { piece in
        stream.next_out = piece.baseAddress
        stream.avail_out = UInt32(piece.count)
        let result = CZlib.deflate(&stream, flush)
        return (result, piece.count - Int(stream.avail_out))
      }
      output += piece.prefix(produced)
      switch result {
      case Z_STREAM_END: return true
      case Z_OK, Z_BUF_ERROR:
        // Room was left: it has taken all there is.
        if stream.avail_out > 0 { return flush == Z_NO_FLUSH && stream.avail_in == 0 }
      default: return false
      }
    }
  }
}
