import Health
import Simulation
import Testing

struct OriginFaultTests {
  @Test(
    "words of faults are read, and written as they were",
    arguments: [
      ["refuse"], ["hang"], ["delay=200ms"], ["status=503"], ["drop=0.3"], ["clock=90s"],
      ["clock=-250ms"], ["partition=us-east-1,sa-east-1"],
      ["partition=all"], ["partition=us-east-1/0,eu-west-1"],
      ["hang", "delay=2000ms", "status=404", "drop=1.0", "partition=eu-west-1"],
    ])
  func accepts(words: [String]) throws {
    let fault = try OriginFault(words: words)
    #expect(fault.words == words)
    #expect(!fault.isNone)
  }

  @Test(
    "refused",
    arguments: [
      "", "refuse=yes", "delay", "delay=fast", "delay=11m", "status=99", "status=600", "drop=1.1", "drop=-1",
      "partition=", "partition=mars-1", "partition=us-east-1,mars-1", "partition=us-east-1/",
      "partition=us-east-1/12",
      "partition=us-east-1/-1", "explode", "clock=", "clock=--5m", "clock=25h",
    ])
  func refuses(word: String) {
    #expect(throws: OriginFault.Refused.self) { try OriginFault(words: [word]) }
  }

  @Test("nothing is no fault") func nothing() {
    #expect(throws: OriginFault.Refused.self) { try OriginFault(words: []) }
    #expect(OriginFault().isNone)
  }
}
