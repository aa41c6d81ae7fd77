import Health
import Primitives
import Testing

@testable import Simulation

struct DetectionModelTests {
  private func detection(_ check: WatchedCheck, _ words: [String], scale: Double = 1) throws -> Double? {
    let model = try #require(DetectionModel(check, timeScale: scale))
    return model.detection(of: try ServerFault(words: words))?.seconds
  }

  @Test(
    "mean times of 16 checkers: refused, black hole, recovered",
    arguments: [
      (30, 3, 85.0, 97.0, 66.0), (30, 1, 25, 29, 6), (10, 3, 29, 40, 22), (10, 2, 18, 26, 12),
      (10, 1, 8, 12, 2),
    ])
  func table(interval: Int, threshold: Int, refused: Double, blackHole: Double, recovered: Double) throws {
    let check = WatchedCheck.http(interval: interval, threshold: threshold)
    #expect(abs(try #require(try detection(check, ["refuse"])) - refused) < 1)
    #expect(abs(try #require(try detection(check, ["partition=all"])) - blackHole) < 1)
    #expect(abs(try #require(DetectionModel(check, timeScale: 1)).recovery.seconds - recovered) < 1)
  }

  @Test("what a check takes for a failure, and how long that takes")
  func faults() throws {
    let refused = try #require(try detection(.http(), ["refuse"]))
    // k - 1 probes and the last one take 2 s more each.
    #expect(try detection(.http(), ["hang"]) == refused + 6)
    #expect(try detection(.http(), ["delay=3s"]) == refused + 6)
    #expect(try detection(.http(), ["hang"], scale: 10) == refused + 60)
    #expect(try detection(.http(), ["status=503"]) == refused)
    #expect(try detection(.http(), ["status=503", "delay=1s"]) == refused + 3)
    #expect(try detection(.http(), ["drop=1"]) == refused)
    for unseen in ["delay=1s", "status=204", "drop=0.5"] { #expect(try detection(.http(), [unseen]) == nil) }
    let search = WatchedCheck.http {
      $0.type = .httpStringMatch
      $0.searchString = "fine"
    }
    #expect(try detection(search, ["status=200"]) == refused)
    let tcp = WatchedCheck.http { $0.type = .tcp }
    #expect(try detection(tcp, ["refuse"]) == refused)
    for unseen in ["hang", "status=503", "delay=3s"] { #expect(try detection(tcp, [unseen]) == nil) }
  }

  @Test("13 of 16 checkers cut off are not enough, 14 are, and all of them must turn")
  func partition() throws {
    let six = "us-east-1,us-west-1,us-west-2,eu-west-1,ap-southeast-1,ap-southeast-2"
    #expect(try detection(.http(threshold: 1), ["partition=\(six),sa-east-1/1"]) == nil)
    let found = try #require(try detection(.http(threshold: 1), ["partition=\(six),sa-east-1"]))
    #expect(abs(found - (4 + 10 * 14 / 15)) < 1e-6)
  }

  @Test("no formula for checks whose status is not what checkers see")
  func none() {
    for change: (inout HealthCheckConfig) -> Void in [
      { $0.type = .calculated }, { $0.type = .recoveryControl }, { $0.isInverted = true },
      { $0.isDisabled = true },
    ] {
      #expect(DetectionModel(.http(change), timeScale: 1) == nil)
    }
  }
}

extension WatchedCheck {
  fileprivate static func http(_ change: (inout HealthCheckConfig) -> Void) -> WatchedCheck {
    http(interval: 10, change)
  }
}
