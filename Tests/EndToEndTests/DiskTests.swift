import Foundation
import Testing

/// Large objects in a file: a program that is killed, started again, and told the truth by its file.
@Suite(.serialized) struct DiskTests {
  private static let address = "127.0.2.61"
  private let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-disk-\(UUID().uuidString)")
  private var store: URL { directory.appending(path: "store/ICN57-C1.objects") }

  private func write(_ name: String, _ text: String) throws {
    let file = directory.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  private func lab(
    size: String = "64MiB", capacity: String = "64MiB", _ extra: [String] = []
  ) throws -> LabProcess {
    let disk = "disk: {directory: store, size: \(size)}"
    try write(
      "pops.yaml",
      """
      pops:
        - {id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: \(Self.address), capacity: \(capacity), \(disk)}

      """)
    try write(
      "origins.yaml",
      """
      origins:
        - name: o.test
          objects:
            - {path: /huge/*, size: 20MB, headers: {Cache-Control: max-age=600}}
            - {path: /large/*, size: 3MB, headers: {Cache-Control: max-age=600}}
            - {path: /slow/*, size: 200kB, latency: 1s, headers: {Cache-Control: max-age=600}}
            - {path: /small, size: 1000, headers: {Cache-Control: max-age=600}}
            - {path: /*, size: 200kB, headers: {Cache-Control: max-age=600}}

      """)
    try write(
      "distributions/d.yaml",
      """
      Id: E1
      Aliases: [www.example.com]
      Origins: [{Id: o, DomainName: o.test}]
      DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized}

      """)
    return try LabProcess(zones: directory, edgeConfig: directory, extra)
  }

  /// `X-Cache` and `Age`, and the octets.
  private func get(
    _ lab: LabProcess, _ path: String, _ extra: String..., url: String? = nil
  ) throws -> (cache: String, age: String, body: Body) {
    let (body, head) = (directory.appending(path: "body"), directory.appending(path: "head"))
    try? FileManager.default.removeItem(at: body)
    let command = try Command(
      "curl",
      [
        "-s", "--max-time", "20", "-o", body.path, "-D", head.path, "-H", "Host: www.example.com",
        url ?? "http://\(Self.address):\(lab.httpPort())\(path)",
      ] + extra)
    #expect(command.status == 0, "\(path): \(command.errors)")
    let reply = Reply(try String(contentsOf: head, encoding: .utf8))
    return (
      String(reply.xCache.prefix { $0 != " " }), reply.fields["age"] ?? "",
      Body(data: try Data(contentsOf: body))
    )
  }

  /// Octets to compare: for those that differ, the macro would look for the fewest changes that make one of the other.
  private struct Body: Equatable {
    let data: Data
  }

  private func disk(_ lab: LabProcess) throws -> [String: Any] {
    let pops = try #require(try lab.status()["pops"] as? [[String: Any]])
    return try #require(pops.first?["disk"] as? [String: Any])
  }

  private func awaitRecovery(_ lab: LabProcess) throws -> [String: Any] {
    try eventually("the file has been read") {
      (try disk(lab)["recovery"] as? [String: Any])?["isComplete"] as? Bool == true
    }
    return try #require(try disk(lab)["recovery"] as? [String: Any])
  }

  private func awaitWriting(_ lab: LabProcess, _ count: Int) throws {
    try eventually("\(count) objects are written") { try disk(lab)["written"] as? Int == count }
  }

  private func kill(_ lab: LabProcess) throws {
    lab.signal(SIGKILL)
    try eventually("it is gone") { !lab.isRunning }
  }

  @Test("killed and started again: the same octets, as hits, with their age")
  func survives() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let first = try lab()
    _ = try awaitRecovery(first)
    let (a, b) = (try get(first, "/a"), try get(first, "/large/b"))
    #expect(a.cache == "Miss" && b.cache == "Miss" && b.body.data.count == 3_000_000)
    _ = try get(first, "/small")
    try awaitWriting(first, 2)
    try eventually("a has an age") { try Int(get(first, "/a").age) ?? 0 >= 1 }
    try kill(first)

    let second = try lab(["--https", "127.0.0.1:0"])
    let recovery = try awaitRecovery(second)
    #expect(recovery["objects"] as? Int == 2 && recovery["bytes"] as? Int == 3_200_000)
    #expect(second.errors.contains("2 objects, 3200000 bytes came back from \(store.path)"))
    let again = try get(second, "/a")
    #expect(again.cache == "Hit" && again.body == a.body && Int(again.age) ?? 0 >= 1)
    let large = try get(second, "/large/b")
    #expect(large.cache == "Hit" && large.body == b.body)
    #expect(try get(second, "/small").cache == "Miss")
    let part = try get(second, "/large/b", "-r", "1000000-1999999")
    #expect(part.cache == "Hit" && part.body == Body(data: b.body.data[1_000_000..<2_000_000]))
    for version in ["--http1.1", "--http2"] {
      let port = try second.httpsPort()
      let secure = try get(
        second, "/large/b", "-k", version, url: "https://\(Self.address):\(port)/large/b")
      #expect(secure.body == b.body, "\(version)")
    }
    let metrics = try second.metrics()
    #expect(metrics.sum("edgesim_disk_objects") == 2 && metrics.sum("edgesim_disk_recovered_objects") == 2)
    #expect(second.stop() == 0)
  }

  @Test("what is damaged in the file is fetched anew; what was invalidated does not come back")
  func damaged() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let first = try lab()
    _ = try awaitRecovery(first)
    let honest = try get(first, "/a").body
    for path in ["/b", "/c", "/d"] { _ = try get(first, path) }
    try awaitWriting(first, 4)
    let command = try Command(
      LabProcess.program.path,
      ["invalidate", "--admin", "127.0.0.1:\(first.adminPort())", "--wait", "/b"])
    #expect(command.status == 0, "\(command.errors)")
    try kill(first)

    // Records take 4 KiB and 200 kB, rounded up; the first begins behind the header of the file.
    let file = try FileHandle(forUpdating: store)
    let record = 4096 + (200_000 + 4095) / 4096 * 4096
    for place in [4096 + 4096 + 100_000, 4096 + 2 * record + 30] {
      try file.seek(toOffset: UInt64(place))
      let octet = try #require(try file.read(upToCount: 1)?.first)
      try file.seek(toOffset: UInt64(place))
      try file.write(contentsOf: Data([octet ^ 1]))
    }
    try file.close()

    let second = try lab()
    let recovery = try awaitRecovery(second)
    #expect(recovery["objects"] as? Int == 1)
    #expect(recovery["refused"] as? [String: Int] == ["damagedBody": 1, "damagedHeader": 1])
    let again = try get(second, "/a")
    #expect(again.cache == "Miss" && again.body == honest)
    #expect(try get(second, "/b").cache == "Miss")
    #expect(try get(second, "/c").cache == "Miss")
    #expect(try get(second, "/d").cache == "Hit")
  }

  @Test("larger than memory: into the file as it comes, one fetch for all, and back after a restart")
  func largerThanMemory() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let first = try lab(size: "128MiB", capacity: "2MiB")
    _ = try awaitRecovery(first)
    // Who reads slowly holds nobody back.
    let slow = try RawClient(port: first.httpPort(), address: Self.address)
    slow.send("GET /huge/a HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
    let whole = try get(first, "/huge/a")
    #expect(whole.body.data.count == 20_000_000)
    try awaitWriting(first, 1)
    #expect(try first.metrics().sum("edgesim_origin_requests_total") == 1)
    let part = try get(first, "/huge/a", "-r", "15000000-15999999")
    #expect(part.cache == "Hit" && part.body == Body(data: whole.body.data[15_000_000..<16_000_000]))
    try kill(first)
    let second = try lab(size: "128MiB", capacity: "2MiB")
    #expect(try awaitRecovery(second)["objects"] as? Int == 1)
    let again = try get(second, "/huge/a")
    #expect(again.cache == "Hit" && again.body == whole.body)
  }

  @Test("damaged on the disk while the program runs: never sent, and fetched anew")
  func damagedMeanwhile() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let lab = try lab()
    _ = try awaitRecovery(lab)
    let honest = try get(lab, "/large/a").body
    try awaitWriting(lab, 1)
    let file = try FileHandle(forUpdating: store)
    let place = UInt64(4096 + 4096 + 1_000_000)
    try file.seek(toOffset: place)
    let octet = try #require(try file.read(upToCount: 1)?.first)
    try file.seek(toOffset: place)
    try file.write(contentsOf: Data([octet ^ 1]))
    // What the kernel has in its memory is gone, as it is when others need that.
    try file.synchronize()
    try #require(posix_fadvise(file.fileDescriptor, 0, 0, POSIX_FADV_DONTNEED) == 0)
    let cut = try Command(
      "curl",
      [
        "-s", "--max-time", "20", "-H", "Host: www.example.com", "-o", directory.appending(path: "cut").path,
        "http://\(Self.address):\(lab.httpPort())/large/a",
      ])
    #expect(cut.status != 0)
    let sent = try Data(contentsOf: directory.appending(path: "cut"))
    #expect(sent.count <= 1_000_000 && Body(data: sent) == Body(data: honest.data[0..<sent.count]))
    try eventually("it is said") { lab.errors.contains("an object is lost: \(store.path) is damaged at ") }
    #expect(try lab.metrics().sum("edgesim_disk_damaged_total") == 1)
    let again = try get(lab, "/large/a")
    #expect(again.cache == "Miss" && again.body == honest)
  }

  @Test("killed again and again while it writes: never a wrong octet")
  func killedWhileWriting() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    var expected: [String: Body] = [:]
    for round in 0..<4 {
      // Room for three of the large ones: old records are written over.
      let lab = try lab(size: "12MB")
      _ = try awaitRecovery(lab)
      for number in 0..<4 {
        let path = "/large/\(number)"
        let body = try get(lab, path).body
        #expect(body == expected[path] ?? body, "round \(round), \(path)")
        expected[path] = body
      }
      // The last are being written, or wait for it.
      for number in 0..<3 { _ = try get(lab, "/large/\(round)-\(number)") }
      try kill(lab)
    }
  }

  @Test("a second lab on the same directory is refused, a file of somebody else's too")
  func refused() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let first = try lab()
    _ = try awaitRecovery(first)
    func serve() throws -> Command {
      try Command(
        LabProcess.program.path,
        [
          "serve", "--zones", directory.path, "--edge-config", directory.path, "--dns", "127.0.0.1:0",
          "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0",
        ])
    }
    let second = try serve()
    #expect(second.status != 0)
    #expect(second.errors.contains("lock \(store.path), which another edgesim is using (stop it, or "))
    try kill(first)
    try Data("a diary".utf8).write(to: store)
    let third = try serve()
    #expect(third.status != 0)
    #expect(third.errors.contains("use \(store.path), which no edgesim has written (move it away, or "))
    #expect(try Data(contentsOf: store) == Data("a diary".utf8))
  }
}
