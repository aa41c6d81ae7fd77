import HTTPWire
import Primitives

/// A head reads the same whole and octet by octet, and what was read and written reads the same again.
func fuzzRequestParser(_ input: [UInt8]) {
  let whole = readRequest(input, step: max(input.count, 1))
  precondition(whole == readRequest(input, step: 1), "a split changes what is read")
  precondition(whole == readRequest(input, step: 7), "a split changes what is read")
  guard case .head(let written, _) = whole else { return }
  let again = readRequest(written, step: written.count)
  precondition(again == .head(written, consumed: written.count), "what is written is not what was read")
}

func fuzzResponseParser(_ input: [UInt8]) {
  let whole = readResponse(input, step: max(input.count, 1))
  precondition(whole == readResponse(input, step: 1), "a split changes what is read")
  precondition(whole == readResponse(input, step: 7), "a split changes what is read")
  guard case .head(let written, _) = whole else { return }
  guard case .head(let again, _) = readResponse(written, step: written.count), again == written else {
    // Only the reason phrase that RFC 9110 has for an empty one may push the head over the limit.
    precondition(written.count > Limits.headBytes, "what is written is not what was read")
    return
  }
}

/// A chunked body reads the same whole and octet by octet.
func fuzzBodyDecoder(_ input: [UInt8]) {
  let whole = readBody(input, step: max(input.count, 1))
  precondition(whole == readBody(input, step: 1), "a split changes what is read")
  precondition(whole == readBody(input, step: 7), "a split changes what is read")
}

private enum Outcome: Equatable {
  case head([UInt8], consumed: Int)
  case needMore
  case refused(HTTPError)
}

private func readRequest(_ bytes: [UInt8], step: Int) -> Outcome {
  var (parser, head) = (RequestParser(), RequestHead())
  do throws(HTTPError) {
    for end in ends(bytes.count, step) {
      guard let consumed = try parser.parse(bytes.span.extracting(..<end), into: &head) else { continue }
      precondition(consumed <= end)
      _ = head.isKeepAlive
      var output: [UInt8] = []
      head.encode(into: &output)
      return .head(output, consumed: consumed)
    }
    return .needMore
  } catch { return .refused(error) }
}

private func readResponse(_ bytes: [UInt8], step: Int) -> Outcome {
  var (parser, head) = (ResponseParser(), ResponseHead())
  do throws(HTTPError) {
    for end in ends(bytes.count, step) {
      guard let consumed = try parser.parse(bytes.span.extracting(..<end), into: &head) else { continue }
      precondition(consumed <= end)
      _ = try head.isKeepAlive(BodyFraming(response: head, to: .get))
      var output: [UInt8] = []
      head.encode(into: &output)
      return .head(output, consumed: consumed)
    }
    return .needMore
  } catch { return .refused(error) }
}

private func readBody(_ bytes: [UInt8], step: Int) -> Outcome {
  var decoder = BodyDecoder(.chunked)
  var content: [UInt8] = []
  var offset = 0
  do throws(HTTPError) {
    for end in ends(bytes.count, step) {
      let input = bytes.span.extracting(..<end)
      reading: while true {
        switch try decoder.next(input, &offset) {
        case .data(let range): content.append(span: input.extracting(range))
        case .needMore: break reading
        case .end: return .head(content, consumed: offset)
        }
      }
    }
    return .needMore
  } catch { return .refused(error) }
}

/// Where the pieces of `count` octets end; the last at `count`.
private func ends(_ count: Int, _ step: Int) -> [Int] {
  Array(stride(from: step, to: count, by: step)) + [count]
}
