import EventLoop
import Glibc

/// A named POSIX thread that runs one function and ends.
struct WorkerThread {
  let name: String
  let body: @Sendable () -> Void

  func start() throws(SystemError) {
    let box = Unmanaged.passRetained(Box(thread: self))
    var handle = pthread_t()
    let error = pthread_create(
      &handle, nil,
      { context in
        let thread = Unmanaged<Box>.fromOpaque(context!).takeRetainedValue().thread
        nameThread(thread.name)
        thread.body()
        return nil
      }, box.toOpaque())
    guard error == 0 else {
      box.release()
      throw SystemError(code: error, call: "start thread \(name)")
    }
    pthread_detach(handle)
  }

  private final class Box {
    let thread: WorkerThread
    init(thread: WorkerThread) { self.thread = thread }
  }
}
