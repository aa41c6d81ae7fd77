import EventLoop
import Testing

@Suite struct SocketAddressTests {
  @Test(arguments: ["127.0.0.1:53", "[::1]:8080", "[2001:db8::1]:0"])
  func readsAndWrites(text: String) { #expect(SocketAddress(text)?.description == text) }

  @Test(arguments: [
    "127.0.0.1", "::1:53", "[127.0.0.1]:53", "127.0.0.1:65536", "127.0.0.1:", ":53", "host:53",
  ])
  func refuses(text: String) { #expect(SocketAddress(text) == nil) }
}
