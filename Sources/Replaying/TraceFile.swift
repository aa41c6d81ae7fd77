import Glibc
import Traces

/// A trace in a file or on standard input (`-`), packed or not, read once from the beginning in constant memory.
package final class TraceFile: TraceSource {
  package let path: String
  package let format: TraceFormat
  private let descriptor: CInt
  private var decoder: TraceDecoder
  private var decompression: (any Decompression)?
  private var input = [UInt8](repeating: 0, count: 1 << 18)
  /// Unpacked octets that were not decoded yet, from `start`.
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var octetsRead = 0
  private let length: Int

  /// - Parameters:
  ///   - format: found out by name, then by content if nil.
  ///   - keepsQuery: in logs, a query string is part of the object's name.
  package init(path: String, format: TraceFormat?, keepsQuery: Bool, allowsUnsorted: Bool) throws {
    self.path = path
    descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw TraceError("\(path): cannot be read: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    length = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    var (first, count) = (input, 0)
    do {
      count = try Self.read(descriptor, &first, path)
      decompression = try Self.decompression(of: first[..<count])
      var unpacked: [UInt8] = []
      if let decompression {
        try first.withUnsafeBytes {
          try decompression.unpack(UnsafeRawBufferPointer(rebasing: $0[..<count]), into: &unpacked)
        }
      } else {
        unpacked = Array(first[..<count])
      }
      let content = unpacked
      guard let found = format ?? TraceFormat.detect(path: path) ?? TraceFormat.detect(content: content.span)
      else {
        let known = TraceFormat.names.map(\.name).joined(separator: ", ")
        throw TraceError(
          "which format it has cannot be told from name and content; say --input-format, one of \(known)")
      }
      self.format = keepsQuery ? found.keepingQueries : found
      buffer = unpacked
    } catch {
      close(descriptor)
      throw TraceError("\(path): \(error)")
    }
    octetsRead = count
    isAtEnd = count == 0
    decoder = TraceDecoder(self.format, allowsUnsorted: allowsUnsorted)
  }

  deinit { close(descriptor) }

  package var progress: TraceProgress { decoder.progress }
  package var share: Double? { length == 0 ? nil : Double(octetsRead) / Double(length) }

  package func next(_ batch: inout [Request]) throws {
    batch.removeAll(keepingCapacity: true)
    do {
      while batch.count < Limits.batch {
        let used = try decode(&batch)
        start += used
        if used > 0 { continue }
        if isAtEnd { return }
        try fill()
      }
    } catch {
      throw TraceError("\(path): \(error)")
    }
  }

  private func decode(_ batch: inout [Request]) throws(TraceFault) -> Int {
    let bytes = buffer
    return try decoder.decode(bytes.span.extracting(start..<bytes.count), isLast: isAtEnd, into: &batch)
  }

  /// Moves what is left to the front and puts the next octets of the file behind it.
  private func fill() throws {
    buffer.removeFirst(start)
    start = 0
    let count = try Self.read(descriptor, &input, path)
    octetsRead += count
    if count == 0 {
      isAtEnd = true
      if let decompression, !decompression.isComplete {
        throw TraceError(
          "after record \(decoder.progress.records) at byte \(decoder.progress.offset) the packed data end early: the file is cut off"
        )
      }
    } else if let decompression {
      try input.withUnsafeBytes {
        do {
          try decompression.unpack(UnsafeRawBufferPointer(rebasing: $0[..<count]), into: &buffer)
        } catch {
          throw TraceError(
            "after record \(decoder.progress.records) at byte \(decoder.progress.offset): \(error)")
        }
      }
    } else {
      buffer += input[..<count]
    }
  }

  private static func read(_ descriptor: CInt, _ buffer: inout [UInt8], _ path: String) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw TraceError("cannot be read: \(String(cString: strerror(errno)))") }
      return count
    }
  }

  private static func decompression(of bytes: ArraySlice<UInt8>) throws -> (any Decompression)? {
    if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return try ZstdDecompression() }
    return bytes.starts(with: [0x1F, 0x8B]) ? try GzipDecompression() : nil
  }
}
