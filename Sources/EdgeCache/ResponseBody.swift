import Primitives

/// The content of a response, wherever it is: flowing in from its origin, in blocks of its own, or in one piece with the
/// head it is stored with.
package struct ResponseBody {
  private enum Place {
    case blocks(Body)
    case stored(StoredResponse)
  }

  private let place: Place

  init(_ body: Body) { place = .blocks(body) }

  /// What `response` holds itself.
  init(within response: StoredResponse) { place = .stored(response) }

  /// Nil if it is stored with its head, and so complete.
  var blocks: Body? {
    switch place {
    case .blocks(let body): body
    case .stored: nil
    }
  }

  /// In blocks of their own: octets that are stored are copied.
  func inBlocks() -> Body {
    switch place {
    case .blocks(let body): return body
    case .stored:
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
    }
  }

  /// From Content-Length; nil while the length is not known. Equals `count` once complete.
  package var expectedCount: Int? {
    switch place {
    case .blocks(let body): body.expectedCount
    case .stored(let response): response.bodyCount
    }
  }

  package var keeping: Body.Keeping {
    switch place {
    case .blocks(let body): body.keeping
    case .stored(let response): response.countsBody ? .counted : .whole
    }
  }

  package var isComplete: Bool { blocks?.isComplete ?? true }
  /// The origin failed half-way: no more will come, and the viewer's connection is to be cut.
  package var isFailed: Bool { blocks?.isFailed ?? false }

  /// Octets from `offset` on, as many as stand together; nil if the first has not arrived, is counted only, or has been
  /// passed by all readers.
  package func octets(at offset: Int) -> SharedBytes? {
    switch place {
    case .blocks(let body): body.octets(at: offset)
    case .stored(let response): response.bodyOctets(at: offset)
    }
  }
}
