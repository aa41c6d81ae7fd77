import DNSWire
import EventLoop
import Synchronization

/// What primaries told the workers in NOTIFY requests, on its way to the control thread: one entry a zone however often
/// it is told, so that a flood of them fills no memory.
final class NotifyInbox: Sendable {
  struct Entry: Sendable {
    var zone: Name
    /// Which of the zone's primaries.
    var primary: Int
    /// The serial it told; nil if it told none, or several were told.
    var serial: UInt32?
  }

  private let entries = Mutex<[Entry]>([])
  private let control: Mailbox<ControlMessage>

  init(control: Mailbox<ControlMessage>) { self.control = control }

  /// From any worker.
  func post(_ entry: Entry) {
    let isFirst = entries.withLock { entries in
      guard let known = entries.firstIndex(where: { $0.zone == entry.zone }) else {
        entries.append(entry)
        return entries.count == 1
      }
      if entries[known].serial != entry.serial { entries[known].serial = nil }
      entries[known].primary = entry.primary
      return false
    }
    if isFirst { control.post(.notified) }
  }

  /// What has come since the last time.
  func take() -> [Entry] {
    entries.withLock { entries in
      defer { entries = [] }
      return entries
    }
  }
}
