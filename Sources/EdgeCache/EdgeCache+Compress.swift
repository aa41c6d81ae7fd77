import HTTPCaching
import HTTPWire
import Primitives

// Content that is compressed once, on its way from the origin: all viewers and the store get the coded body.

/// A body on its way through an encoder.
struct BodyEncoding {
  let coding: ContentCoding
  let encoder: any ContentEncoder
  /// Content-Length of the origin's response: a body that ends before is not whole.
  let plainCount: Int
}

extension EdgeCache {
  func compression(of head: borrowing ResponseHead, isPart: Bool, for fetch: Fetch) -> Compression {
    Compression(
      head, method: fetch.method, isPart: isPart, accepted: fetch.context.encoding, fetch.context.behavior)
  }

  /// The head of the coded response, where `head` is that of one to be compressed and there is an encoder for it. A
  /// regional cache leaves that to the points of presence.
  func beginEncoding(_ head: borrowing ResponseHead, isPart: Bool, _ fetch: Fetch) -> ResponseHead? {
    guard !tier.isRegional, case .applied(let coding) = compression(of: head, isPart: isPart, for: fetch),
      let length = head.declaredLength, let encoder = makeEncoder(coding)
    else { return nil }
    fetch.encoding = BodyEncoding(coding: coding, encoder: encoder, plainCount: length)
    return head.encoded(with: coding)
  }

  /// Content has come for a body that is compressed.
  func encode(_ bytes: Span<UInt8>, for fetch: Fetch, _ encoding: BodyEncoding) {
    guard let body = count(byteCount: bytes.count, for: fetch) else { return }
    guard fetch.receivedBytes <= encoding.plainCount, encoding.encoder.encode(bytes, into: &encoded) else {
      return cut(fetch)
    }
    appendEncoded(to: body, fetch)
    // Also where nothing has come out of the encoder: a reader may wait to be asked for more.
    bodyGrew(body, fetch)
  }

  /// What the encoder still holds. False: the body is not whole, or cannot be finished.
  func finishEncoding(_ fetch: Fetch, _ encoding: BodyEncoding) -> Bool {
    guard fetch.receivedBytes == encoding.plainCount, encoding.encoder.finish(into: &encoded) else {
      return false
    }
    if let body = fetch.body { appendEncoded(to: body, fetch) }
    fetch.encoding = nil
    return true
  }

  private func appendEncoded(to body: Body, _ fetch: Fetch) {
    guard !encoded.isEmpty else { return }
    limit(body, fetch, more: encoded.count)
    let bytes = encoded
    body.append(bytes.span)
    encoded.removeAll(keepingCapacity: true)
  }
}

extension ResponseHead {
  /// The head that goes with the coded content. A strong entity tag names other octets: it becomes weak, and one that
  /// is none is left out (developer guide, "ETag header conversion"). The length is not known before the end.
  fileprivate func encoded(with coding: ContentCoding) -> ResponseHead {
    var head = ResponseHead(status: status)
    (head.reason, head.minorVersion) = (reason, minorVersion)
    for index in fields.indices {
      let (known, value) = (fields.known(index), fields.value(index))
      if known == .contentLength || known == .etag && !EntityTag.isValid(value) { continue }
      if known == .etag, !EntityTag.isWeak(value) {
        var weak: [UInt8] = Array("W/".utf8)
        weak.append(span: value)
        head.fields.append(name: fields.name(index), value: weak.span)
      } else {
        head.fields.append(name: fields.name(index), value: value)
      }
    }
    head.fields.append("Content-Encoding", coding.rawValue)
    // For caches nearer to the viewer (RFC 9110 section 12.5.5).
    if !fields.list(.vary, contains: "accept-encoding") { head.fields.append("Vary", "Accept-Encoding") }
    return head
  }
}
