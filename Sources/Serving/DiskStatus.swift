/// What a cache has in its file, and what came back from there at the start.
struct DiskStatus: Codable, Sendable {
  /// What was found in the file at the start.
  struct Recovery: Codable, Sendable {
    var isComplete = false
    var octetsRead = 0
    var seconds = 0.0
    var objects = 0
    /// Of their bodies.
    var bytes = 0
    /// Those that did not come back, by the reason.
    var refused: [String: Int] = [:]
  }

  var path: String
  var capacity: Int
  /// Octets of the file that objects take, and of their bodies' facts in memory.
  var bytes = 0
  var indexBytes = 0
  var objects = 0
  /// Octets of bodies in memory that are still to be written.
  var waitingBytes = 0
  var written = 0
  /// Bodies that stayed in memory because the disk was too slow or all its room was being read.
  var turnedAway = 0
  var readErrors = 0
  /// Objects lost because what was read was not what had been written.
  var damaged = 0
  /// Octets of bodies read for the sake of their checksums since the start.
  var checkedBytes = 0
  /// What made an end of writing; nil: nothing has.
  var fault: String?
  var recovery = Recovery()

  init(path: String, capacity: Int) { (self.path, self.capacity) = (path, capacity) }
}

extension LabStatus {
  /// Where there are any.
  func appendDisks(to text: inout PrometheusText) {
    let disks = pops.compactMap { pop in pop.disk.map { (pop: [("pop", pop.id)], disk: $0) } }
    guard !disks.isEmpty else { return }
    func add(
      _ name: String, _ kind: PrometheusText.Kind, _ help: String, _ value: (DiskStatus) -> Int
    ) {
      text.family("edgesim_disk_\(name)", kind, help)
      for (labels, disk) in disks { text.sample(labels, value(disk)) }
    }
    add("objects", .gauge, "Objects whose bodies are in a file.", \.objects)
    add("bytes", .gauge, "Bytes of the file they take.", \.bytes)
    add("capacity_bytes", .gauge, "Bytes the file may take.", \.capacity)
    add("index_bytes", .gauge, "Bytes of memory that their heads, keys and index take.", \.indexBytes)
    add("waiting_bytes", .gauge, "Bytes of bodies in memory that are still to be written.", \.waitingBytes)
    add("written_total", .counter, "Objects written.", \.written)
    add(
      "turned_away_total", .counter, "Bodies that had no room in the file, or the disk was too slow for.",
      \.turnedAway)
    add("read_errors_total", .counter, "Objects lost because they could not be read.", \.readErrors)
    add("damaged_total", .counter, "Objects lost because their checksum was wrong.", \.damaged)
    add(
      "checked_bytes_total", .counter, "Bytes of bodies read and compared with their checksums, unasked.",
      \.checkedBytes)
    add("failed", .gauge, "1 where nothing is written any more.") { $0.fault == nil ? 0 : 1 }
    add("recovery_complete", .gauge, "1 once all of the file has been read after the start.") {
      $0.recovery.isComplete ? 1 : 0
    }
    add("recovered_objects", .gauge, "Objects that came back at the start.", \.recovery.objects)
    add("recovered_bytes", .gauge, "Bytes of their bodies.", \.recovery.bytes)
    text.family("edgesim_disk_refused_objects", .gauge, "Objects that did not come back, by the reason.")
    for (labels, disk) in disks {
      for (reason, count) in disk.recovery.refused.sorted(by: { $0.key < $1.key }) {
        text.sample(labels + [("reason", reason)], count)
      }
    }
  }
}
