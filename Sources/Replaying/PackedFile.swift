import Glibc
import Traces

/// A file or standard input (`-`), packed or not, read once from the beginning in constant memory.
final class PackedFile {
  let path: String
  private let descriptor: CInt
  private var decompression: (any Decompression)?
  /// Of the file as it is, if it is packed; `packed` are the octets to be unpacked yet.
  private var input: [UInt8] = []
  private var packed = 0..<0
  /// Of the trace; `unread` are the octets that were not used yet.
  private var buffer = [UInt8](repeating: 0, count: Limits.buffer)
  private var unread = 0..<0
  private(set) var isAtEnd = false
  /// What is wrong with the file after what `buffer` has of it.
  private var damage: TraceError?
  private var octetsRead = 0
  private let length: Int

  init(path: String) throws {
    self.path = path
    descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw TraceError("\(path): cannot be read: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    length = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    do {
      let count = try read(into: &buffer, from: 0)
      decompression = try Self.decompression(of: buffer[..<count])
      if decompression == nil {
        (unread, isAtEnd) = (0..<count, count == 0)
      } else {
        (input, packed) = (buffer, 0..<count)
        unpack()
        if let damage, unread.isEmpty { throw TraceError("after record 0 at byte 0: \(damage)") }
      }
    } catch {
      throw TraceError("\(path): \(error)")
    }
  }

  deinit { close(descriptor) }

  /// Nil: how long it is is not known.
  var share: Double? { length == 0 ? nil : Double(octetsRead) / Double(length) }

  /// Gives `body` what is at hand; it returns how much of that it has used.
  func use(_ body: (Span<UInt8>, _ isLast: Bool) throws -> Int) rethrows -> Int {
    let bytes = buffer
    let used = try body(bytes.span.extracting(unread), isAtEnd)
    unread = unread.lowerBound + used..<unread.upperBound
    return used
  }

  /// Moves what is left to the front and puts the next octets of the file behind it. What is left is less than a line.
  ///
  /// - Parameter place: how far the trace was read, for what is wrong from there on.
  func fill(after place: TraceProgress) throws {
    // What had come before the damage has been read by now, so that it has a place.
    if let damage { throw TraceError("after record \(place.records) at byte \(place.offset): \(damage)") }
    buffer.withUnsafeMutableBytes { buffer in
      let rest = UnsafeRawBufferPointer(rebasing: buffer[unread])
      buffer.copyMemory(from: rest)  // which may overlap
    }
    unread = 0..<unread.count
    guard decompression != nil else {
      let count = try read(into: &buffer, from: unread.upperBound)
      isAtEnd = count == 0
      return unread = 0..<unread.upperBound + count
    }
    if packed.isEmpty { packed = 0..<(try read(into: &input, from: 0)) }
    unpack()
  }

  /// Fills the buffer as far as the input goes, or up to what is damaged.
  private func unpack() {
    guard let decompression else { return }
    let isOver = packed.isEmpty
    let before = unread.upperBound
    do {
      while unread.upperBound < buffer.count {
        let (used, written) = try input.withUnsafeBytes { input in
          try buffer.withUnsafeMutableBytes { buffer in
            try decompression.unpack(
              UnsafeRawBufferPointer(rebasing: input[packed]),
              into: UnsafeMutableRawBufferPointer(rebasing: buffer[unread.upperBound...]))
          }
        }
        guard used > 0 || written > 0 else { break }
        packed = packed.lowerBound + used..<packed.upperBound
        unread = unread.lowerBound..<unread.upperBound + written
      }
      guard isOver, unread.upperBound == before else { return }
      guard decompression.isComplete else {
        throw TraceError("the packed data end early: the file is cut off")
      }
      isAtEnd = true
    } catch {
      damage = TraceError("\(error)")
    }
  }

  private func read(into bytes: inout [UInt8], from start: Int) throws -> Int {
    while true {
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw TraceError("cannot be read: \(String(cString: strerror(errno)))") }
      octetsRead += count
      return count
    }
  }

  private static func decompression(of bytes: ArraySlice<UInt8>) throws -> (any Decompression)? {
    if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return try ZstdDecompression() }
    return bytes.starts(with: [0x1F, 0x8B]) ? try GzipDecompression() : nil
  }

  /// Its format: as given, else by name, else by content.
  func format(_ given: TraceFormat?) throws -> TraceFormat {
    let content = buffer
    let start = content.span.extracting(unread)
    if let found = given ?? TraceFormat.detect(path: path) ?? TraceFormat.detect(content: start) {
      return found
    }
    let known = TraceFormat.names.map(\.name).joined(separator: ", ")
    throw TraceError(
      "\(path): which format it has cannot be told from name and content; say --input-format, one of \(known)"
    )
  }
}
