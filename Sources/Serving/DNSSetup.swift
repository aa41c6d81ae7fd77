import Logging

/// What a worker's DNS server starts with and keeps over reloads.
struct DNSSetup: Sendable {
  var sockets: DNSSockets
  var options = DNSOptions()
  /// Nil: queries are not logged.
  var queryLog: LogWriter?
  var log: Logger
  /// Where NOTIFY requests go; nil: nobody cares.
  var inbox: NotifyInbox?
  /// How many workers share the server's load.
  var workers = 1
}
