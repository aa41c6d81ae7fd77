import CZlib
import CZstd

/// Takes the compression off a file as it is read.
protocol Decompression: AnyObject {
  /// Appends what `input` unpacks to; throws if it is damaged.
  func unpack(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) throws(TraceError)
  /// The last octets ended a frame: the file is whole.
  var isComplete: Bool { get }
}

/// Zstandard (RFC 8878), any number of frames.
final class ZstdDecompression: Decompression {
  private let stream: OpaquePointer
  private var piece = [UInt8](repeating: 0, count: ZSTD_DStreamOutSize())
  private(set) var isComplete = true

  init() throws(TraceError) {
    guard let stream = ZSTD_createDStream() else { throw TraceError("no memory for unpacking") }
    self.stream = stream
  }

  deinit { ZSTD_freeDStream(stream) }

  func unpack(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) throws(TraceError) {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var isFull = false
    while source.pos < source.size || isFull {
      let (left, count) = piece.withUnsafeMutableBytes { piece in
        var target = ZSTD_outBuffer(dst: piece.baseAddress, size: piece.count, pos: 0)
        return (ZSTD_decompressStream(stream, &target, &source), target.pos)
      }
      guard ZSTD_isError(left) == 0 else {
        throw TraceError("the Zstandard data are damaged: \(String(cString: ZSTD_getErrorName(left)))")
      }
      output += piece[..<count]
      isComplete = left == 0
      isFull = count == piece.count
    }
  }
}

/// gzip (RFC 1952), any number of members.
final class GzipDecompression: Decompression {
  private var stream = z_stream()
  private var piece = [UInt8](repeating: 0, count: 1 << 17)
  private(set) var isComplete = true

  init() throws(TraceError) {
    // 16: gzip and nothing else. MAX_WBITS takes every window.
    let result = inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw TraceError("no memory for unpacking") }
  }

  deinit { inflateEnd(&stream) }

  func unpack(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) throws(TraceError) {
    // zlib does not write through next_in; its type is older than const.
    stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.avail_in = UInt32(input.count)
    var isFull = false
    while stream.avail_in > 0 || isFull {
      if isComplete, stream.avail_in > 0 { inflateReset(&stream) }
      let (result, count) = piece.withUnsafeMutableBufferPointer { piece in
        stream.next_out = piece.baseAddress
        stream.avail_out = UInt32(piece.count)
        let result = inflate(&stream, Z_NO_FLUSH)
        return (result, piece.count - Int(stream.avail_out))
      }
      guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
        throw TraceError("the gzip data are damaged")
      }
      output += piece[..<count]
      isComplete = result == Z_STREAM_END
      isFull = count == piece.count && !isComplete
    }
  }
}
