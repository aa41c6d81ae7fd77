import Primitives

/// Where the bodies of large objects are kept beside memory, over restarts: a file. Their heads and keys stay in memory.
package protocol ColdStore: AnyObject {
  /// Octets; smaller bodies stay in memory.
  var minimumObjectSize: Int { get }
  /// Octets; it takes no larger ones.
  var maximumObjectSize: Int { get }

  /// Takes a complete body and the facts it is to be found again by. To make room it may take older bodies out of the cache
  /// (`EdgeCache.remove`). Nil: it has no room now, and the body stays in memory.
  func keep(_ body: ResponseBody, facts: [UInt8]) -> ColdBody?
  /// Room for a body of `count` octets that comes piece by piece (`append`) until it is closed. Nil: it has none now.
  func reserve(_ count: Int, facts: [UInt8]) -> ColdBody?
  /// The next octets of a body that room was reserved for; those before are written. `done`: they are, too
  /// (`ColdBody.writtenCount`), or cannot be.
  func append(_ octets: [SharedBytes], to body: ColdBody, _ done: @escaping (_ isWritten: Bool) -> Void)
  /// No more comes. A body that is whole and has not been forgotten comes back after a restart.
  func close(_ body: ColdBody)
  /// A body that is kept goes by other facts now, or is in the cache again.
  func update(_ body: ColdBody, facts: [UInt8])
  /// The body has left the cache: it must not come back after a restart. Those who read it read on.
  func forget(_ body: ColdBody)
}

/// A body in a `ColdStore`.
package final class ColdBody {
  /// Offset in the file, of the body and of what stands before it.
  package let offset: Int
  package let place: Int
  package let count: Int
  /// Later ones are higher.
  package let sequence: UInt64
  /// Octets from the first on that can be read in the file.
  package var writtenCount: Int
  /// Those that are not written yet, at least.
  package var memory: ResponseBody?
  /// Of each block of `ObjectFile.Limits.checkedBytes`, once all is written: what is read of it later is checked by them.
  package var checksums: [UInt32] = []
  /// It cannot be read any more.
  package var isLost = false
  /// Up to where the system had the file's octets in memory, from the first on, when that was last looked at; not beyond 4 GiB.
  private var inMemoryEnd: UInt32 = 0
  private var inMemoryAt = Instant.distantPast
  /// Who has it in the store; nil: nobody.
  var object: StoredResponse?

  /// What must live as long as somebody may read.
  private let file: AnyObject

  /// - Parameters:
  ///   - written: octets of it that are in the file.
  ///   - memory: the others, where they are known.
  package init(
    place: Int, offset: Int, count: Int, sequence: UInt64, keeping file: AnyObject, written: Int,
    memory: ResponseBody? = nil
  ) {
    (self.place, self.offset, self.count, self.sequence) = (place, offset, count, sequence)
    (self.file, writtenCount, self.memory) = (file, written, memory)
  }

  package var isInCache: Bool { object != nil }

  /// Whether `range` was found in memory at `time`, which stands for the moments after it as long as the shell likes.
  package func wasInMemory(_ range: Range<Int>, at time: Instant) -> Bool {
    inMemoryAt == time && range.upperBound <= inMemoryEnd
  }

  package func foundInMemory(_ range: Range<Int>, at time: Instant) {
    if inMemoryAt != time { (inMemoryEnd, inMemoryAt) = (0, time) }
    if range.lowerBound <= inMemoryEnd { inMemoryEnd = max(inMemoryEnd, UInt32(clamping: range.upperBound)) }
  }
}
