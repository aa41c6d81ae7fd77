import Foundation
import Testing

@Suite(.serialized) struct InvalidationTests {
  @Test(
    "edgesim invalidate --wait: gone from every PoP when it returns; listed; refused with the API's reasons")
  func invalidates() throws {
    let lab = try LabProcess()
    let (port, admin) = (try lab.httpPort(), try lab.adminPort())
    func result(_ address: String) throws -> String {
      let head = try Command(
        "curl",
        [
          "-s", "-o", "/dev/null", "-D", "-", "-H", "Host: www.example.com",
          "http://\(address):\(port)/index.html",
        ])
      return try #require(head.output.split(separator: "\r\n").first { $0.hasPrefix("X-Cache: ") })
        .description
    }
    func invalidate(_ arguments: String...) throws -> Command {
      try Command(LabProcess.program.path, arguments + ["--admin", "127.0.0.1:\(admin)"])
    }
    for address in ["127.0.1.1", "127.0.1.2", "127.0.1.5"] {
      #expect(try result(address) == "X-Cache: Miss from cloudfront")
      #expect(try result(address) == "X-Cache: Hit from cloudfront")
    }
    let www = ["--distribution", "E2EXAMPLEWWW01", "--caller-reference", "one"]
    let made = try invalidate("invalidate", "/index*", "--wait", www[0], www[1], www[2], www[3])
    #expect(made.status == 0 && made.output.contains("Completed"), "\(made)")
    for address in ["127.0.1.1", "127.0.1.2", "127.0.1.5"] {
      #expect(try result(address) == "X-Cache: Miss from cloudfront")
    }
    let listed = try invalidate("invalidation", "list")
    #expect(listed.output.contains("E2EXAMPLEWWW01") && listed.output.contains("/index*"))
    let other = try invalidate("invalidate", "/other", www[0], www[1], www[2], www[3])
    #expect(other.status == 2 && other.errors.contains("InvalidationBatchAlreadyExists"))
    let unnamed = try invalidate("invalidate", "/other")
    #expect(unnamed.status == 2 && unnamed.errors.contains("say which distribution"))
    let wrong = try invalidate("invalidate", "other", www[0], www[1])
    #expect(wrong.status == 2 && wrong.errors.contains("InvalidArgument: 'other' is no path"))
  }
}
