import EventLoop
import HTTPWire
import Primitives

/// Chunked transfer coding on the way out (RFC 9112 section 7.1).
extension Connection {
  func sendChunk(_ bytes: Span<UInt8>) {
    guard !bytes.isEmpty else { return }  // an empty chunk would be the last one
    sendChunkHeader(bytes.count)
    send(bytes)
    sendText("\r\n")
  }

  func sendChunk(_ bytes: SharedBytes) {
    guard !bytes.isEmpty else { return }
    sendChunkHeader(bytes.count)
    send(bytes)
    sendText("\r\n")
  }

  func sendLastChunk() { sendText("0\r\n\r\n") }

  func sendText(_ text: StaticString) {
    send(Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount))  // literals live for ever
  }

  private func sendChunkHeader(_ size: Int) {
    var header: [UInt8] = []
    header.appendChunkHeader(size: size)
    send(header.span)
  }
}
