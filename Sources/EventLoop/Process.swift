import CSystem
import Glibc

/// Raises the soft limit of open descriptors to the hard one: ten thousand connections are ordinary here.
package func raiseDescriptorLimit() { _ = csystem_raise_descriptor_limit() }

/// Processors this process may run on.
package var processorCount: Int { max(1, Int(csystem_processor_count())) }

/// Gives memory back to the system that is free now and will not be wanted soon: after a configuration was read.
package func releaseFreeMemory() { csystem_trim_heap() }

/// From now on blocks of 128 KiB and more are given back to the system as soon as they are free: for programs whose tables
/// grow large and move.
package func returnLargeBlocks() { csystem_return_blocks(128 << 10) }

/// What programs started from here inherit; to Swift the C library's `environ` is shared mutable state.
package var processEnvironment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? { csystem_environment() }

/// Names the calling thread, for debuggers and `top -H`; 15 bytes at most.
package func nameThread(_ name: String) { _ = csystem_name_thread(name) }

/// Writes a line to standard error, whole: the C library's `stderr` is shared mutable state to Swift.
package func printError(_ line: String) {
  var bytes = Array("\(line)\n".utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    if written < 0 && errno != EINTR { return }
    bytes = bytes.dropFirst(max(0, written))
  }
}

/// Makes the calling thread wait for others when processors are short, as nice(2) counts.
package func makeThreadNice(_ increment: Int32) {
  _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, increment)
}
