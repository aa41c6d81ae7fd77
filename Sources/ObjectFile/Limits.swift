/// Every bound of this target, with its reason.
package enum Limits {
  /// What records begin and end on: a page of memory and a block of most file systems, so that no write of one record
  /// makes the kernel read a page of another first.
  package static let blockBytes = 4096
  /// Octets of facts in a record: the key and the head of a response, each bounded to some 20 KiB where it is read.
  package static let factsBytes = 128 * 1024
  /// Octets that facts may grow by in their place, as the head of a response does when a 304 comes.
  static let factsRoom = 256
  /// Octets that a scan reads at a time: more than any record has before its body, and few system calls.
  package static let windowBytes = 1 << 20
  /// Octets of a body that have a checksum of their own in memory, four octets each: what is read for its sake when a
  /// viewer wants less.
  package static let checkedBytes = 64 * 1024
  /// The longest body: far beyond any file, and sums of places stay far from overflow.
  static let bodyBytes = 1 << 48
}
