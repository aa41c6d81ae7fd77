import EventLoop
import Glibc

/// A program beside the lab, with nothing to read.
enum SpawnedCommand {
  /// Starts the program `words[0]`, looked for in PATH. `ended` is called on a thread of its own with the exit status,
  /// 128 and the signal's number if one ended it, as shells have it.
  static func start(_ words: [String], ended: @escaping @Sendable (Int32) -> Void) throws(SystemError) {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    // A group of its own: Ctrl-C is for the lab. No signal is blocked, whatever this thread has.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    guard let program = arguments[0] else {
      throw SystemError(code: EINVAL, call: "start a command without words")
    }
    let error = posix_spawnp(&process, program, &actions, &attributes, &arguments, processEnvironment)
    guard error == 0 else { throw SystemError(code: error, call: "start \(words[0])") }
    let started = process
    try WorkerThread(name: "command") {
      var status: Int32 = 0
      while waitpid(started, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7F
      ended(signal == 0 ? status >> 8 & 0xFF : 128 + signal)
    }.start()
  }
}
