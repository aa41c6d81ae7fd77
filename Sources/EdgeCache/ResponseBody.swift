import Primitives

/// The content of a response, wherever it is: flowing in from its origin, in blocks of its own, in one piece with the head it
/// is stored with, or in a file.
package struct ResponseBody {
  private enum Place {
    case blocks(Body)
    case stored(StoredResponse)
    case cold(ColdBody)
  }

  private let place: Place

  init(_ body: Body) { place = .blocks(body) }

  /// What `response` holds itself.
  init(within response: StoredResponse) { place = .stored(response) }

  init(_ body: ColdBody) { place = .cold(body) }

  /// Nil if it stands elsewhere, and so is complete.
  var blocks: Body? { if case .blocks(let body) = place { body } else { nil } }

  /// Nil if it is not in a file, or on its way there.
  package var cold: ColdBody? { if case .cold(let body) = place { body } else { nil } }

  /// What of a range that memory does not have can be read in a file now, from its first octet on; nil: nothing.
  package func filed(_ range: Range<Int>) -> (ColdBody, Range<Int>)? {
    guard let file = cold ?? blocks?.file, range.lowerBound < file.writtenCount else { return nil }
    return (file, range.lowerBound..<min(range.upperBound, file.writtenCount))
  }

  /// In blocks of their own: octets that are stored are copied.
  func inBlocks() -> Body {
    switch place {
    case .blocks(let body): return body
    case .stored, .cold:
      let body = Body(keeping: keeping, expectedCount: nil)
      body.extend(with: self, from: 0)
      return body
    }
  }

  /// Octets that have arrived.
  package var count: Int {
    switch place {
    case .blocks(let body): body.count
    case .stored(let response): response.bodyCount
    case .cold(let body): body.count
    }
  }

  /// From Content-Length; nil while the length is not known. Equals `count` once complete.
  package var expectedCount: Int? {
    switch place {
    case .blocks(let body): body.expectedCount
    case .stored(let response): response.bodyCount
    case .cold(let body): body.count
    }
  }

  package var keeping: Body.Keeping {
    switch place {
    case .blocks(let body): body.keeping
    case .stored(let response): response.countsBody ? .counted : .whole
    case .cold: .whole
    }
  }

  package var isComplete: Bool { blocks?.isComplete ?? true }
  /// The origin failed half-way, or the file cannot be read: no more will come, and the viewer's connection is to be cut.
  package var isFailed: Bool {
    switch place {
    case .blocks(let body): body.isFailed
    case .stored: false
    case .cold(let body): body.isLost
    }
  }

  /// Octets from `offset` on, as many as stand together; nil if the first has not arrived, is counted only, has been passed by
  /// all readers, or is in a file.
  package func octets(at offset: Int) -> SharedBytes? {
    switch place {
    case .blocks(let body): body.octets(at: offset)
    case .stored(let response): response.bodyOctets(at: offset)
    case .cold(let body): body.memory?.octets(at: offset)
    }
  }
}
