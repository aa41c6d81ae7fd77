import Glibc

/// The file that holds the input being run, so that it is there after a trap: shared memory, no system call that
/// waits.
final class InputSlot {
  private let path: String
  private let descriptor: CInt
  private let memory: UnsafeMutableRawBufferPointer

  init?(path: String) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0,
      let address = mmap(nil, Mutator.maximumLength, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      address != MAP_FAILED
    else { return nil }
    memory = UnsafeMutableRawBufferPointer(start: address, count: Mutator.maximumLength)
  }

  func hold(_ input: [UInt8], while run: ([UInt8]) -> Void) {
    let count = min(input.count, memory.count)
    guard ftruncate(descriptor, count) == 0 else { fail("fuzz: cannot write \(path)") }
    memory.copyBytes(from: input.prefix(count))
    run(input)
  }

  func remove() { unlink(path) }
}

func readFile(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "rb") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
  return bytes
}

/// The files of a directory in the order of their names; none if it is not there.
func filesBelow(_ directory: String) -> [String] {
  guard let handle = opendir(directory) else { return [] }
  defer { closedir(handle) }
  var names: [String] = []
  while let entry = readdir(handle) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") { names.append("\(directory)/\(name)") }
  }
  return names.sorted()
}
