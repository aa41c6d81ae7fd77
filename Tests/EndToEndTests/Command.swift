import Foundation

/// Runs a program to its end.
struct Command {
  let status: Int32
  let output: String
  let errors: String

  /// `timeout` ends a program that hangs; the status is then the signal's.
  init(_ program: String, _ arguments: [String], timeout: TimeInterval = 30, in directory: URL? = nil) throws
  {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    if let directory { process.currentDirectoryURL = directory }
    // Files, not pipes: nothing blocks however much is written.
    let scratch = FileManager.default.temporaryDirectory.appending(path: "edgesim-\(UUID().uuidString)")
    let (out, err) = (scratch.appendingPathExtension("out"), scratch.appendingPathExtension("err"))
    for file in [out, err] { try Data().write(to: file) }
    defer { for file in [out, err] { try? FileManager.default.removeItem(at: file) } }
    process.standardInput = FileHandle.nullDevice
    let handles = [try FileHandle(forWritingTo: out), try FileHandle(forWritingTo: err)]
    (process.standardOutput, process.standardError) = (handles[0], handles[1])
    // Foundation keeps a process that has ended: with more than 1,024 descriptors it starts no other.
    defer { for handle in handles { try? handle.close() } }
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + timeout) == .timedOut {
      process.terminate()
      process.waitUntilExit()
    }
    status = process.terminationStatus
    output = String(decoding: try Data(contentsOf: out), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: err), as: UTF8.self)
  }
}
