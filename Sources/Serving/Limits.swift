/// Every bound of this target, with its reason.
enum Limits {
  /// Seconds a connection may be silent between requests: what browsers keep a connection for, about.
  static let idleSeconds: Int64 = 60
  /// Seconds for a whole request head to arrive, however slowly it drips (slow loris).
  static let headSeconds: Int64 = 20
  /// Seconds without a byte moving either way inside a request or response.
  static let stallSeconds: Int64 = 60
  /// Connections of one worker, viewers and DNS over TCP each: at 400 bytes or so an idle one, some megabytes.
  static let connections = 16_384
  /// Connections one cache of the edge has open to all its origins, and to one regional cache; a miss beyond them is answered
  /// 503. Each origin has a lower limit of its own, so that one that hangs leaves connections to the others.
  static let originConnections = 4096
  /// Idle connections kept for one origin address.
  static let idleOriginConnections = 64
  /// Octets that a version in an object store costs beside what it holds.
  static let objectOverhead = 256
  /// Keys in one listing, as S3 has it.
  static let listedObjects = 1_000
  /// Interim responses (1xx) before the final one: one `100 Continue`, some `103 Early Hints`.
  static let interimResponses = 8
  /// Octets of a response nobody wants any more that are read so that its connection can be used again; then it is
  /// closed: a connection and a TLS handshake cost less than more of them.
  static let discardedBytes = 256 * 1024
  /// Seconds a resolver's TCP connection may be silent (RFC 7766 section 6.2.3: of the order of seconds).
  static let dnsIdleSeconds: Int64 = 10
  /// Seconds a TLS handshake may take: two round trips on the longest line, and a retransmission.
  static let handshakeSeconds: Int64 = 5
  /// TLS handshakes under way of one worker, at 45 KiB or so each; the oldest makes room.
  static let handshakes = 1024
  /// HTTP/2 streams of one cache of the edge that are kept for requests to come, at 2 KiB or so each: what busy connections have
  /// open at once.
  static let spareStreams = 256
  /// A DNS message over TCP (RFC 1035 section 4.2.2).
  static let dnsMessageBytes = 65_535
  /// The largest UDP answer, whatever the client offers: what Route 53 sends (4,096).
  static let datagramReplyBytes = 4096
  /// Seconds that what is under way may take to finish after SIGTERM.
  static let drainSeconds: Int64 = 10
  /// Lines of a log that a worker gathers before it hands them over: a hundred system calls less.
  static let logBatchOctets = 64 * 1024
  /// How long a line may wait for others: someone is watching with `tail -f`.
  static let logInterval = Duration.milliseconds(200)
  /// Lines that may wait for a slow disk; more are lost and counted, for memory is worth more.
  static let logQueueOctets = 64 * 1024 * 1024
  /// How often it is looked whether a NOTIFY is due again: they wait for seconds.
  static let notifyInterval = Duration.milliseconds(500)
  /// Seconds in which a primary must send something of the zone it was asked for.
  static let transferIdleSeconds: Int64 = 60
  /// Transfers into this server at one time, as BIND has it: each holds the zone that comes beside the one that is served.
  static let transfersAtOnce = 10
  /// The longest sleep of a secondary zone: the wall clock may be set while it sleeps.
  static let secondarySleep = Duration.seconds(60)
  /// Text of a zone that is gathered before it is written to disk.
  static let zoneWriteOctets = 1 << 20
  /// Octets of bodies that may wait for a disk in memory; what comes beyond them stays there.
  static let diskQueueBytes = 64 << 20
  /// An object may take this part of the file, so that one of them cannot flush all others.
  static let largestShareOfDisk = 4
  /// Octets of a file that are read and compared with their checksums at a time, and how often: a megabyte a second is
  /// hardly any work, and 10 GiB in three hours.
  static let checkedFileBytes = 1 << 20
  static let checkInterval = Duration.seconds(1)
  /// Octets of a file handed to a connection at a time: with sendfile they stay in the kernel; where they are read first, for
  /// TLS and HTTP/2, they take memory.
  static let sentFileBytes = 256 * 1024
  static let readFileBytes = 32 * 1024
  /// How often `--watch` looks at the files: soon enough for someone who saves and then asks.
  static let watchInterval = Duration.milliseconds(500)
  /// Probes that are due within so much of one another start together, and changes that come together are told together:
  /// a wake-up for each of 16,000 a second would cost more than the probes' timing is worth.
  static let probeBatch = Duration.milliseconds(2)
  static let healthBatch = Duration.milliseconds(10)
  /// Probes under way at a time, a descriptor each; more wait. At 16,000 a second they take milliseconds each; black holes
  /// take seconds, and then checkers fall behind their intervals.
  static let probes = 4_096
  /// Probes started before sockets are looked at again, and how soon the next are: 64,000 a second at most.
  static let probesPerTurn = 64
  static let probeTurn = Duration.milliseconds(1)
  /// Seconds from a checker's connection to the head of the response, and on to the string that is searched for.
  static let probeStatusSeconds: Int64 = 2
  static let probeBodySeconds: Int64 = 2
  /// How the thread of the health checks stands back behind the workers, as nice(2) counts: a fifteenth of a processor
  /// that they could use up. Probes may wait, queries may not.
  static let healthNice: Int32 = 12
  /// Notifications of changes under way at a time, and what may wait behind them; more are lost and logged.
  static let notifications = 16
  static let waitingNotifications = 4_096
  /// Seconds for a webhook to answer.
  static let webhookSeconds: Int64 = 10
  /// Octets of an answer with the values of a metric: ten thousand series.
  static let metricOctets = 1 << 20
  /// Seconds that a command of the operator's waits for the admin interface.
  static let adminSeconds: Int64 = 10
  /// How long a query of a drill waits for its answer, a resolver's patience on a short way, and how often that is looked at.
  static let drillQuerySeconds: Int64 = 2
  static let drillQuerySweep = Duration.milliseconds(250)
  /// How often a live drill asks whether its lab serves, before it begins.
  static let drillContact = Duration.milliseconds(10)
  /// How late a place of a drill may ask. Who is so far behind does not catch up, and what comes in heaps says nothing of its time.
  static let drillLateness: Int64 = 500_000_000  // nanoseconds
  /// Nanoseconds that a timer may go off before its time: libevent counts in milliseconds.
  static let timerEarliness: Int64 = 5_000_000
  /// The least between two looks at the conditions of a drill: they go through what was seen of the last minute.
  static let drillLookInterval = Duration.milliseconds(50)
  /// Bodies that one PoP compresses at a time: half a megabyte each with gzip, some megabytes with Brotli.
  static let encoders = 64
  /// Octets that zlib writes at a time.
  static let encoderPieceBytes = 16 * 1024
  /// Each body is compressed once and sent often; but it is compressed on the worker's thread, between requests. At these
  /// 64 KiB of text take a millisecond or two.
  static let gzipLevel: Int32 = 6
  static let brotliQuality: UInt32 = 5
  /// A window of 512 KiB: larger ones cost memory, and gain little below 10 MB.
  static let brotliWindowBits: UInt32 = 19
  /// Octets of what the admin interface is sent: 3,000 paths of 4,000 characters, as JSON.
  static let adminBodyBytes = 16 << 20
}
