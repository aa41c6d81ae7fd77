import CZlib

/// Takes a content coding off a body as it arrives, as far as a health checker reads.
package final class Inflater {
  private var stream = z_stream()
  private var isBroken = false

  /// Reads gzip and deflate, whichever comes; nil if there is no memory.
  package init?() {
    // 32: find out by the header. MAX_WBITS takes every window.
    let result = inflateInit2_(&stream, MAX_WBITS + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { return nil }
  }

  deinit { inflateEnd(&stream) }

  /// Appends what `input` decodes to, until `output` is `limit` octets long. What is no such coding decodes to nothing.
  package func decode(_ input: Span<UInt8>, into output: inout [UInt8], limit: Int) {
    guard !isBroken, output.count < limit, !input.isEmpty else { return }
    var piece = [UInt8](repeating: 0, count: limit - output.count)
    let produced = input.withUnsafeBufferPointer { input in
      piece.withUnsafeMutableBufferPointer { piece in
        // zlib does not write through next_in; its type is older than const.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = piece.baseAddress
        stream.avail_out = UInt32(piece.count)
        let result = inflate(&stream, Z_SYNC_FLUSH)
        isBroken = result != Z_OK && result != Z_BUF_ERROR
        return piece.count - Int(stream.avail_out)
      }
    }
    output += piece.prefix(produced)
  }
}
