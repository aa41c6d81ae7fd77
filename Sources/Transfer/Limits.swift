/// Every bound of this target, with its reason.
package enum TransferLimits {
  /// Octets of one message of a transfer: compression pointers reach no further (RFC 1035 section 4.1.4).
  package static let messageOctets = 16_384
  /// Room kept in a message for TSIG: two names, a MAC of 64 octets and the rest.
  package static let signatureOctets = 640
  /// Seconds by which clocks may differ (RFC 8945 section 10).
  package static let fudgeSeconds: UInt16 = 300
  /// Times a NOTIFY is sent before its secondary is given up (RFC 1996 section 3.6).
  package static let notifyAttempts = 6
  /// Seconds until a NOTIFY is sent again; each time twice as many.
  package static let notifyFirstSeconds: Int64 = 2
  /// NOTIFY requests under way; a lab has few secondaries.
  package static let notifications = 10_000

  // MARK: A zone that comes in

  /// Octets that the records of one zone may take while they are received, about ten million names: a primary that
  /// never ends takes no more.
  package static let zoneOctets = 1 << 30
  /// Messages of a signed transfer that may follow each other without a signature (RFC 8945 section 5.3.1).
  package static let unsignedMessages = 99
  /// Times a primary is asked for its SOA record, and the seconds it has for each answer (RFC 1035 section 4.2.1).
  package static let queryAttempts = 3
  package static let querySeconds: Int64 = 2
  /// Seconds a transfer may take: two hours, as BIND has it; then the next primary is asked.
  package static let transferSeconds: Int64 = 7200
  /// Seconds until a zone that never came is asked for again; each time twice as many, up to the second.
  package static let firstRetrySeconds: Int64 = 2
  package static let lastRetrySeconds: Int64 = 3600
  /// What REFRESH and RETRY may say, in seconds: a second loads nobody, and a month is what BIND waits at most.
  package static let refreshSeconds: ClosedRange<Int64> = 1...2_419_200
  package static let retrySeconds: ClosedRange<Int64> = 1...1_209_600
  /// The most that EXPIRE may say, in seconds: 24 weeks, BIND's bound.
  package static let expireSeconds: Int64 = 14_515_200
}
