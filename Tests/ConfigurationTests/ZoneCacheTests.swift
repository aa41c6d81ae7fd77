import Foundation
import Testing

@testable import Configuration

@Suite struct ZoneCacheTests {
  let directory = FileManager.default.temporaryDirectory.appending(path: "edgesim-cache-\(UUID().uuidString)")

  private func write(_ name: String, _ text: String) throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let head = "$TTL 60\n@ SOA ns1 h 1 1 1 1 1\n@ NS ns1\nns1 A 192.0.2.1\n"
    try (head + text).write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
  }

  @Test func onlyAFileWithAnotherContentIsReadAgain() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let cache = ZoneCache()
    func zones() throws -> [ObjectIdentifier] {
      let (configuration, faults) = LabConfiguration.load(
        zones: directory.path, edgeConfig: nil, cache: cache)
      return try #require(configuration, "\(faults)").zones.map(ObjectIdentifier.init)
    }
    try write("a.test.zone", "")
    try write("b.test.zone", "x A 192.0.2.2\n")
    let first = try zones()
    #expect(try zones() == first)
    #expect(cache.reused == 2)
    try write("b.test.zone", "x A 192.0.2.3\n")
    let second = try zones()
    #expect(second[0] == first[0] && second[1] != first[1])
    // A file that is gone is forgotten, one that comes back is read.
    try FileManager.default.removeItem(at: directory.appending(path: "a.test.zone"))
    #expect(try zones() == [second[1]])
  }

  @Test func aFingerprintChangesWithWhatIsEdited() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    try write("a.test.zone", "")
    let before = DirectoryFingerprint(of: [directory.path])
    #expect(DirectoryFingerprint(of: [directory.path]) == before)
    try write("a.test.zone", "x A 192.0.2.2\n")
    #expect(DirectoryFingerprint(of: [directory.path]) != before)
    // A single file counts, and what a link of that name leads to.
    let file = directory.appending(path: "a.test.zone")
    let link = directory.appending(path: "link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
    let alone = DirectoryFingerprint(of: [file.path])
    #expect(alone != DirectoryFingerprint(of: []))
    #expect(DirectoryFingerprint(of: [link.path]) == alone)
    #expect(DirectoryFingerprint(of: ["\(directory.path)/none"]) == DirectoryFingerprint(of: []))
  }
}
