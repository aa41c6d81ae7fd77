import Primitives
import Testing

@testable import TLS

@Suite struct TLSContextTests {
  private let hosts: [CertificateHost] = [.name("localhost"), .address(IPAddress("::1")!)]

  @Test func `a self-signed certificate has a key of its own, and the pin of SHA-256 in base64`() throws {
    let one = try TLSContext(selfSignedFor: hosts, protocols: ["dot"])
    let other = try TLSContext(selfSignedFor: hosts, protocols: [])
    #expect(one.pin.count == 44 && one.pin.hasSuffix("="))
    #expect(one.pin != other.pin)
  }

  @Test func `what cannot be read is said with its file`() {
    do {
      _ = try TLSContext(certificate: "/nonexistent/cert.pem", key: "/nonexistent/key.pem", protocols: [])
      Issue.record("accepted")
    } catch {
      #expect(error.file == "/nonexistent/cert.pem")
      #expect(
        error.description
          == "/nonexistent/cert.pem: no certificate in PEM can be read from it: No such file or directory")
    }
  }

  @Test func `a name that is none is refused`() {
    #expect(throws: TLSError.self) {
      try TLSContext(selfSignedFor: [.name("a,IP:nonsense")], protocols: [])
    }
  }
}
