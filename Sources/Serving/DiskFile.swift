import Configuration
import EventLoop
import Glibc
import ObjectFile

/// The file of one cache's large bodies, open and locked.
final class DiskFile: OctetStorage {
  let path: String
  let settings: DiskSettings
  let descriptor: Int32
  /// Of its header.
  let key: UInt64
  /// Octets it had when it was opened: what may hold records.
  let count: Int
  /// Why nothing of what it held is of use; nil where that is not so.
  let fault: String?

  /// Opens `name.objects` in the directory of the settings; makes both where they are not there yet.
  init(_ settings: DiskSettings, name: String) throws(SystemError) {
    let (hint, directory) = ("disk.directory in pops.yaml names another", settings.directory)
    if mkdir(directory, 0o755) != 0, errno != EEXIST {
      throw SystemError(code: errno, call: "make the directory \(directory) (\(hint))")
    }
    let path = "\(directory)/\(name).objects"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemError(code: errno, call: "open \(path) (\(hint))") }
    do throws(SystemError) {
      let error = FileOctets.lock(descriptor)
      guard error == 0 else {
        throw SystemError(
          code: -error, call: "lock \(path), which another edgesim is using (stop it, or \(hint))")
      }
      let known = try Self.readHeader(of: descriptor, path, hint)
      if known.key == nil, ftruncate(descriptor, 0) != 0 {
        throw SystemError(code: errno, call: "empty \(path)")
      }
      let key = known.key ?? UInt64.random(in: .min ... .max)
      if known.key == nil {
        let bytes = FileHeader(key: key).encoded
        let error = bytes.withUnsafeBytes { FileOctets.write(descriptor, $0, at: 0) }
        guard error == 0 else { throw SystemError(code: -error, call: "write \(path)") }
      }
      var state = stat()
      guard fstat(descriptor, &state) == 0 else { throw SystemError(code: errno, call: "stat \(path)") }
      if state.st_size > settings.size, ftruncate(descriptor, settings.size) != 0 {
        throw SystemError(code: errno, call: "shorten \(path)")
      }
      count = min(Int(state.st_size), settings.size)
      (self.path, self.settings, self.descriptor) = (path, settings, descriptor)
      (self.key, fault) = (key, known.fault)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    FileOctets.read(descriptor, into: bytes, at: offset)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
    FileOctets.write(descriptor, bytes, at: offset)
  }

  /// No key: the file is to be made anew.
  private static func readHeader(
    of descriptor: Int32, _ path: String, _ hint: String
  ) throws(SystemError) -> (key: UInt64?, fault: String?) {
    var bytes = [UInt8](repeating: 0, count: ObjectFile.Limits.blockBytes)
    let count = bytes.withUnsafeMutableBytes { FileOctets.read(descriptor, into: $0, at: 0) }
    guard count >= 0 else { throw SystemError(code: Int32(-count), call: "read \(path)") }
    guard count > 0 else { return (nil, nil) }
    do throws(FileHeader.Fault) {
      let octets = bytes
      return (try FileHeader(reading: octets.span.extracting(0..<count)).key, nil)
    } catch {
      switch error {
      case .foreign:
        throw SystemError(
          code: EEXIST, call: "use \(path), which no edgesim has written (move it away, or \(hint))")
      case .otherVersion(let version): return (nil, "it is of version \(version)")
      case .damaged: return (nil, "its header is damaged")
      }
    }
  }
}
