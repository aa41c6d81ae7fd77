import Glibc
import Traces

/// A file or standard input (`-`), packed or not, read once from the beginning in constant memory.
final class PackedFile {
  let path: String
  private let descriptor: CInt
  private var decompression: (any Decompression)?
  private var input = [UInt8](repeating: 0, count: 1 << 18)
  /// Unpacked octets that were not used yet, from `start`.
  private var buffer: [UInt8] = []
  private var start = 0
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
      let count = try read()
      decompression = try Self.decompression(of: input[..<count])
      take(count)
      if let damage, buffer.isEmpty { throw TraceError("after record 0 at byte 0: \(damage)") }
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
    let used = try body(bytes.span.extracting(start..<bytes.count), isAtEnd)
    start += used
    return used
  }

  /// Moves what is left to the front and puts the next octets of the file behind it.
  ///
  /// - Parameter place: how far the trace was read, for what is wrong from there on.
  func fill(after place: TraceProgress) throws {
    // What had come before the damage has been read by now, so that it has a place.
    if let damage { throw TraceError("after record \(place.records) at byte \(place.offset): \(damage)") }
    buffer.removeFirst(start)
    start = 0
    take(try read())
  }

  private func take(_ count: Int) {
    octetsRead += count
    isAtEnd = count == 0
    guard let decompression else { return buffer += input[..<count] }
    do {
      guard !isAtEnd || decompression.isComplete else {
        throw TraceError("the packed data end early: the file is cut off")
      }
      try input.withUnsafeBytes {
        try decompression.unpack(UnsafeRawBufferPointer(rebasing: $0[..<count]), into: &buffer)
      }
    } catch {
      (damage, isAtEnd) = (TraceError("\(error)"), false)
    }
  }

  private func read() throws -> Int {
    while true {
      let count = Glibc.read(descriptor, &input, input.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw TraceError("cannot be read: \(String(cString: strerror(errno)))") }
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
    if let found = given ?? TraceFormat.detect(path: path) ?? TraceFormat.detect(content: content.span) {
      return found
    }
    let known = TraceFormat.names.map(\.name).joined(separator: ", ")
    throw TraceError(
      "\(path): which format it has cannot be told from name and content; say --input-format, one of \(known)"
    )
  }
}
