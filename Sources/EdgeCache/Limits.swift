/// Every bound of this target, with its reason.
enum Limits {
  /// Octets in a block of a body: one `writev` entry, and what is wasted at most at the end of one in flight.
  static let blockBytes = 64 * 1024
  /// Octets of a body that isn't stored that may lie unread before the origin is paused: enough to keep a
  /// connection of 100 Mbit/s and 20 ms busy.
  static let windowBytes = 256 * 1024
  /// An object may take this part of the store, so that one of them cannot flush all others.
  static let largestShareOfStore = 4
  /// Octets an object costs beside its key, head and body: facts, index, order of keys, LRU, what malloc adds.
  /// Measured by `bench/store`.
  static let objectOverhead = 152
  /// Octets of what few objects have, malloc's included: extras; a block of a large body; a tag, in its object and in the
  /// index.
  static let extrasOverhead = 208
  static let blockOverhead = 96
  /// The same of a body in a file: what is known of it, its place among the others of the file.
  static let coldOverhead = 176
  static let tagOverhead = 48
  static let arrayOverhead = 48
  /// Of the store all but this part may be pinned: what viewers ask for beside it is still cached.
  static let pinnedShareOfStore = 4
  /// Loads of static content under way at a time, of one distribution in one point of presence: an origin that is slow
  /// need not make all of it slow, and one that is not is not pressed.
  static let preloadsAtOnce = 8
  /// Seconds until what could not be loaded is tried again.
  static let preloadRetrySeconds: Int64 = 30
  /// Loads that failed and are told by name: enough to see what is wrong.
  static let failuresShown = 5
  /// Seconds an error is held: `ErrorCachingMinTTL` when the distribution says nothing.
  static let errorCachingMinTTL: Int64 = 10
  /// A response without lifetime is fresh for this part of what had passed since it was last modified: the tenth that
  /// RFC 9111 section 4.2.2 calls typical.
  static let heuristicFraction: Int64 = 10
  /// Seconds, and a week at most: nobody has said that it would last even so long.
  static let longestHeuristicLifetime: Int64 = 7 * 86_400
  /// Variants and parts stored under one key; the oldest goes. A look-up may have to pass all of them, and viewers choose
  /// the values of fields.
  static let copiesOfKey = 32
  /// Names and values in a query string or cookie list that are told apart when a policy lists names; the rest
  /// are dropped. A viewer's head is bounded to 20,480 octets, so this is never reached by ordinary requests.
  static let listedParts = 1024
  /// Octets of what is compressed: CloudFront's bounds.
  static let smallestCompressed = 1_000
  static let largestCompressed = 10_000_000
  /// Parts of one multipart answer; with more the whole object is sent, so that a short request cannot make the edge
  /// write a head for each of many tiny parts.
  static let partsOfAnswer = 16
  /// Octets between two ranges below which they are sent as one: about what the head of a part takes (RFC 9110 section
  /// 15.3.7.2).
  static let partOverhead = 80
  /// Slots in a block of the order of keys, before it is split: moving half of them costs as much as the search.
  static let keysInBlock = 512
  /// CloudFront's limits: of an invalidation's path, of a tag, and of tags that count on one object.
  static let invalidationPathBytes = 4_000
  static let tagBytes = 256
  static let tagsOfObject = 50
  /// Invalidations that are remembered for the sake of fetches under way; fetches older than all of them are not stored.
  static let recentInvalidations = 1_024
  /// Invalidations that can be listed, and whose caller references are known: a month of the free ones.
  static let invalidationsKept = 1_000
}
