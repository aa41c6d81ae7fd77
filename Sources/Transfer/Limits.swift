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
}
