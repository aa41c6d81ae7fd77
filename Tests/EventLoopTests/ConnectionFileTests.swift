import EventLoop
import Foundation
import Primitives
import Testing

/// What a connection sends out of a file, between octets of memory.
@Suite struct ConnectionFileTests {
  private final class Owner {}

  private let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 % 251) }

  /// A file of `content`, open, with no name any more.
  private func openFile() throws -> Int32 {
    let url = FileManager.default.temporaryDirectory.appending(path: "edgesim-sent-\(UUID().uuidString)")
    try Data(content).write(to: url)
    let descriptor = open(url.path, O_RDWR)
    try #require(descriptor >= 0)
    try FileManager.default.removeItem(at: url)
    return descriptor
  }

  private func run(_ loop: EventLoop) {
    let limit = Timer(on: loop, after: .seconds(20)) {
      Issue.record("gave up")
      loop.stop()
    }
    loop.run()
    withExtendedLifetime(limit) {}
  }

  @Test("in its place among what is in memory, and held until the last octet has left")
  func order() throws {
    let descriptor = try openFile()
    defer { close(descriptor) }
    let loop = try EventLoop()
    let (near, far) = try AcceptedSocket.pair()
    let connection = Connection(on: loop, accepted: near, handler: Collector {})
    weak var held: Owner?
    do {
      let owner = Owner()
      held = owner
      let file = OpenFile(descriptor: descriptor, keeping: owner)
      connection.send(Array("head,".utf8).span)
      #expect(connection.send(10..<2_000_000, of: file))
      connection.send(Array(",between,".utf8).span)
      #expect(connection.send(2_500_000..<3_000_000, of: file))
      connection.send(Array(",end".utf8).span)
    }
    connection.flush()
    // Nobody reads: what does not fit into the socket waits, and the file with it.
    #expect(connection.outputCount > 0 && held != nil)
    let reader = Collector { loop.stop() }
    let other = Connection(on: loop, accepted: far, handler: reader)
    connection.closeWhenDrained()
    run(loop)
    let expected =
      Array("head,".utf8) + content[10..<2_000_000] + Array(",between,".utf8)
      + content[2_500_000..<3_000_000] + Array(",end".utf8)
    #expect(reader.bytes.count == expected.count && reader.bytes.elementsEqual(expected))
    #expect(held == nil)
    withExtendedLifetime(other) {}
  }

  @Test("a file that has become shorter ends the connection: nothing else is sent in its place")
  func shorter() throws {
    let descriptor = try openFile()
    defer { close(descriptor) }
    let loop = try EventLoop()
    let (near, far) = try AcceptedSocket.pair()
    let writer = Collector {}
    let connection = Connection(on: loop, accepted: near, handler: writer)
    try #require(ftruncate(descriptor, 1000) == 0)
    connection.send(Array("head".utf8).span)
    #expect(connection.send(0..<5000, of: OpenFile(descriptor: descriptor, keeping: Owner())))
    connection.send(Array("end".utf8).span)
    connection.flush()
    guard case .failed(let error)? = writer.reason else { Issue.record("it goes on"); return }
    #expect(error.code == EIO && !connection.isOpen)
    let reader = Collector { loop.stop() }
    let other = Connection(on: loop, accepted: far, handler: reader)
    run(loop)
    #expect(reader.bytes == Array("head".utf8) + content[..<1000])
    withExtendedLifetime(other) {}
  }

  @Test("what is read into memory is all there or nothing")
  func read() throws {
    let descriptor = try openFile()
    defer { close(descriptor) }
    let file = OpenFile(descriptor: descriptor, keeping: Owner())
    let octets = file.read(5..<10)
    #expect(octets?.unsafeBytes.elementsEqual(content[5..<10]) == true)
    #expect(file.read(2_999_999..<3_000_001) == nil)
  }
}
