import EventLoop

/// The octets of an open file, by their places. `DiskFile` is one; tests have others, with faults.
protocol OctetStorage: AnyObject, Sendable {
  var path: String { get }
  /// What connections send from.
  var descriptor: Int32 { get }
  /// The number of octets read, fewer only where the file ends; below zero -errno.
  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int
  /// Zero, or -errno.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32
}

extension OctetStorage {
  /// Up to `count` octets.
  func read(_ count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = bytes.withUnsafeMutableBytes { self.read(into: $0, at: offset) }
    guard read >= 0 else { throw SystemError(code: Int32(-read), call: "read \(path)") }
    bytes.removeLast(count - read)
    return bytes
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
    try check(bytes.withUnsafeBytes { write($0, at: offset) })
  }

  func check(_ error: Int32) throws(SystemError) {
    if error != 0 { throw SystemError(code: -error, call: "write \(path)") }
  }
}
