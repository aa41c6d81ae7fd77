import HTTPWire
import Primitives

/// What came of reading some octets, as values that compare.
enum Outcome: Equatable, CustomStringConvertible {
  case head(String, consumed: Int)
  case needMore
  case refused(HTTPError.Reason)

  var description: String {
    switch self {
    case .head(let text, let consumed): "head \(consumed) \(text)"
    case .needMore: "need more"
    case .refused(let reason): "refused: \(reason)"
    }
  }
}

/// Gives `bytes` to a parser in pieces that end at `cuts`, as a connection does: all that has come, each time.
func readRequest(_ bytes: [UInt8], cuts: [Int] = []) -> Outcome {
  var parser = RequestParser()
  var head = RequestHead()
  do throws(HTTPError) {
    for cut in cuts + [bytes.count] {
      if let consumed = try parser.parse(bytes.span.extracting(..<cut), into: &head) {
        return .head(head.summary, consumed: consumed)
      }
    }
    return .needMore
  } catch { return .refused(error.reason) }
}

func readResponse(_ bytes: [UInt8], cuts: [Int] = []) -> Outcome {
  var parser = ResponseParser()
  var head = ResponseHead()
  do throws(HTTPError) {
    for cut in cuts + [bytes.count] {
      if let consumed = try parser.parse(bytes.span.extracting(..<cut), into: &head) {
        return .head(head.summary, consumed: consumed)
      }
    }
    return .needMore
  } catch { return .refused(error.reason) }
}

/// Decodes a body that arrives in pieces that end at `cuts`: its content and where it ended, or why not.
func readBody(_ framing: BodyFraming, _ bytes: [UInt8], cuts: [Int] = []) -> Outcome {
  var decoder = BodyDecoder(framing)
  var offset = 0
  var content: [UInt8] = []
  do throws(HTTPError) {
    for cut in cuts + [bytes.count] {
      let input = bytes.span.extracting(..<cut)
      reading: while true {
        switch try decoder.next(input, &offset) {
        case .data(let range): content.append(span: input.extracting(range))
        case .needMore: break reading
        case .end: return .head(content.span.text, consumed: offset)
        }
      }
    }
    return .needMore
  } catch { return .refused(error.reason) }
}

extension RequestHead {
  /// `GET /target 1 [name=value][...] framing`.
  var summary: String {
    "\(methodBytes.span.text) \(target.span.text) \(minorVersion) \(fields.summary)\(bodyFraming)"
  }
}

extension ResponseHead {
  var summary: String { "\(status) \(reason.span.text) \(minorVersion) \(fields.summary)" }
}

extension Fields {
  var summary: String { indices.map { "[\(name($0).text)=\(value($0).text)]" }.joined() }
}
