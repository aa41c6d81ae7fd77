import CZlib
import CZstd

/// Takes the compression off a file as it is read.
protocol Decompression: AnyObject {
  /// One step, from the beginning of `input` to the beginning of `output`, which has room; throws if the data are damaged.
  ///
  /// Nothing used and nothing written: it waits for more of the file.
  func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(TraceError) -> (used: Int, written: Int)
  /// The last octets ended a frame: the file is whole.
  var isComplete: Bool { get }
}

/// Zstandard (RFC 8878), any number of frames.
final class ZstdDecompression: Decompression {
  private let stream: OpaquePointer
  private(set) var isComplete = true

  init() throws(TraceError) {
    guard let stream = ZSTD_createDStream() else { throw TraceError("no memory for unpacking") }
    self.stream = stream
  }

  deinit { ZSTD_freeDStream(stream) }

  func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(TraceError) -> (used: Int, written: Int) {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let left = ZSTD_decompressStream(stream, &target, &source)
    guard ZSTD_isError(left) == 0 else {
      throw TraceError("the Zstandard data are damaged: \(String(cString: ZSTD_getErrorName(left)))")
    }
    // Between frames it waits for the next one.
    if source.pos > 0 || target.pos > 0 { isComplete = left == 0 }
    return (source.pos, target.pos)
  }
}

/// gzip (RFC 1952), any number of members.
final class GzipDecompression: Decompression {
  private var stream = z_stream()
  private(set) var isComplete = true

  init() throws(TraceError) {
    // 16: gzip and nothing else. MAX_WBITS takes every window.
    let result = inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw TraceError("no memory for unpacking") }
  }

  deinit { inflateEnd(&stream) }

  func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(TraceError) -> (used: Int, written: Int) {
    if isComplete {
      guard !input.isEmpty else { return (0, 0) }
      inflateReset(&stream)
    }
    // zlib does not write through next_in; its type is older than const.
    stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.avail_in = UInt32(input.count)
    stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
    stream.avail_out = UInt32(output.count)
    let result = inflate(&stream, Z_NO_FLUSH)
    guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
      throw TraceError("the gzip data are damaged")
    }
    isComplete = result == Z_STREAM_END
    return (input.count - Int(stream.avail_in), output.count - Int(stream.avail_out))
  }
}
