import HTTPCaching
import HTTPWire
import Primitives

/// A response as the edge keeps it: its head serialised once, its body shared by all who read it, and what must be
/// known to use it again.
///
/// One allocation: the facts, and behind them key, head and body. A body that is on its way or large stands elsewhere,
/// and one that is not in the store has no key. The head is the status line and the end-to-end fields, Content-Length
/// included where the length is known: first the fields that a 304 has too (RFC 9110 section 15.4.5), then the others.
/// The lines of one particular answer (`Age`, `X-Cache` ...) and the blank line are appended per exchange.
///
/// The octets are written by `make` and never again.
final class StoredResponse: ManagedBuffer<StoredFacts, UInt8> {
  /// The body, if there is one, is in the extras of `facts`, or becomes part of the allocation: `holdsBody`.
  static func make(
    _ facts: StoredFacts, key: Span<UInt8>, head: Span<UInt8>, body: ResponseBody? = nil
  ) -> StoredResponse {
    var facts = facts
    (facts.keyCount, facts.headCount) = (UInt32(key.count), UInt32(head.count))
    var bodyOctets = 0
    if let body {
      facts.bodyCount = UInt32(body.count)
      facts.marks.insert(.holdsBody)
      facts.set(.countsBody, body.keeping == .counted)
      if body.keeping != .counted { bodyOctets = body.count }
    }
    let buffer = create(minimumCapacity: key.count + head.count + bodyOctets) { _ in facts }
    buffer.withUnsafeMutablePointerToElements { octets in
      var end = octets
      func append(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(start: end, count: bytes.count).copyMemory(from: bytes)
        end += bytes.count
      }
      key.bytes.withUnsafeBytes(append)
      head.bytes.withUnsafeBytes(append)
      var offset = 0
      while offset < bodyOctets, let part = body?.octets(at: offset) {
        append(part.unsafeBytes)
        offset += part.count
      }
    }
    return unsafeDowncast(buffer, to: StoredResponse.self)
  }

  /// Where the facts are. Through the pointer they are read without the run-time check of exclusive access: a quarter of
  /// a look-up. Only for the length of a call on `self`.
  var facts: UnsafeMutablePointer<StoredFacts> { withUnsafeMutablePointerToHeader { $0 } }

  // MARK: Octets

  private func octets(_ start: UInt32, _ count: UInt32) -> UnsafeRawBufferPointer {
    withUnsafeMutablePointerToElements {
      UnsafeRawBufferPointer(start: UnsafeRawPointer($0) + Int(start), count: Int(count))
    }
  }

  /// Empty outside of the store.
  var key: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      _overrideLifetime(Span(_unsafeBytes: octets(0, facts.pointee.keyCount)), borrowing: self)
    }
  }

  var head: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      let facts = facts
      let bytes = octets(facts.pointee.keyCount, facts.pointee.headCount)
      return _overrideLifetime(Span(_unsafeBytes: bytes), borrowing: self)
    }
  }

  /// Octets of a body that stands behind the head.
  var bodyCount: Int { Int(facts.pointee.bodyCount) }

  func bodyOctets(at offset: Int) -> SharedBytes? {
    let facts = facts
    guard offset >= 0, offset < bodyCount, !countsBody else { return nil }
    let body = octets(facts.pointee.keyCount + facts.pointee.headCount, facts.pointee.bodyCount)
    return SharedBytes(unsafe: UnsafeRawBufferPointer(rebasing: body[offset...]), in: self)
  }

  /// Octets it takes of the store.
  var cost: Int {
    let facts = facts
    return Limits.objectOverhead + Int(facts.pointee.keyCount) + Int(facts.pointee.headCount)
      + Int(facts.pointee.bodyCount) + (facts.pointee.extras?.cost ?? 0)
  }
}
