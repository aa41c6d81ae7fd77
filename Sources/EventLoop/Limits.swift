/// Every bound of this target, with its reason.
enum Limits {
  /// One read: what a socket buffer usually holds; more costs cache misses, less costs system calls.
  static let readBytes = 64 * 1024
  /// Time-outs here are whole seconds; they come up to half a second late, never early.
  static let sweepInterval = Duration.milliseconds(500)
  static let ticksPerSecond: Int64 = 2
  /// Parts of one gathered write: head and body of several pipelined answers. Linux takes 1,024.
  static let writeParts = 64
  /// Staging memory a connection keeps between answers; more is given back when it is drained.
  static let keptStagingBytes = 16 * 1024
  /// Output that its head goes with in one segment; before more, the head goes ahead. A receiver's window grows with the segments that
  /// come: where they are as large as on the loopback interface, it otherwise stays short of one answer, and each waits for it.
  static let jointOutputBytes = 64 * 1024
  /// The content of one TLS record (RFC 8446 section 5.1): what is written with one call.
  static let recordBytes = 16 * 1024
  /// After the last byte of an answer that ends a connection, how long the peer may take to close its side.
  static let lingerSeconds: Int64 = 2
  /// Datagrams a system call: the gain over 16 is small, and the first of a batch waits for the last.
  static let datagramBatch = 32
  /// Full batches in a row, two milliseconds or so; then others of the loop have their turn.
  static let datagramBatches = 16
  /// Bytes of one received datagram that are looked at; a query is far smaller.
  static let datagramBytes = 4096
  /// What the kernel may queue for a UDP listener: bursts wait instead of being lost.
  static let datagramQueueBytes: Int32 = 4 * 1024 * 1024
  /// Connections the kernel completes before they are accepted; it caps this at net.core.somaxconn.
  static let listenBacklog: Int32 = 4096
  /// Connections accepted in one go, so that a flood of them does not starve those that are open.
  static let acceptBatch = 64
  /// How long a listener rests when the process is out of descriptors.
  static let acceptPause = Duration.milliseconds(100)
}
