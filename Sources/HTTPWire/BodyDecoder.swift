import Primitives

/// Takes the framing off a message body as it arrives (RFC 9112 sections 6 and 7).
package struct BodyDecoder: Sendable {
  package enum Event: Hashable, Sendable {
    /// Content: these octets of the input.
    case data(Range<Int>)
    /// The body is complete; octets from the offset on belong to the next message.
    case end
    /// Everything given so far is used.
    case needMore
  }

  private enum State: Sendable {
    /// Content of a known length: what is left of it.
    case length(Int)
    case untilClose
    case chunk(ChunkedDecoder)
    case ended
  }

  private var state: State

  package init(_ framing: BodyFraming) {
    switch framing {
    case .none: state = .ended
    case .length(let octets): state = octets > 0 ? .length(octets) : .ended
    case .chunked: state = .chunk(ChunkedDecoder())
    case .untilClose: state = .untilClose
    }
  }

  /// Whether `.end` has been reached.
  package var isComplete: Bool {
    if case .ended = state { true } else { false }
  }

  /// The next event in `input` at `offset`, which moves past what was used. Call until `.needMore` or `.end`.
  package mutating func next(_ input: Span<UInt8>, _ offset: inout Int) throws(HTTPError) -> Event {
    switch state {
    case .ended: return .end
    case .untilClose:
      guard offset < input.count else { return .needMore }
      return .data(Self.take(input.count &- offset, &offset))
    case .length(let left):
      guard offset < input.count else { return .needMore }
      let taken = min(left, input.count &- offset)
      state = taken == left ? .ended : .length(left &- taken)
      return .data(Self.take(taken, &offset))
    case .chunk(var decoder):
      defer { if !isComplete { state = .chunk(decoder) } }
      switch try decoder.next(input, &offset) {
      case .data(let taken): return .data(Self.take(taken, &offset))
      case .needMore: return .needMore
      case .end:
        state = .ended
        return .end
      }
    }
  }

  /// The peer has closed its side: the end of a body that lasts until then, `.truncated` for every other.
  package mutating func inputEnded() throws(HTTPError) {
    switch state {
    case .ended: return
    case .untilClose: state = .ended
    case .length, .chunk: throw HTTPError(.truncated)
    }
  }

  private static func take(_ count: Int, _ offset: inout Int) -> Range<Int> {
    defer { offset &+= count }
    return offset..<(offset &+ count)
  }
}
